"""What the attributes of a directory entry mean (RFC 4519, RFC 2798, Mozilla's address book schema).

Names are in lower case, without options (``cn;lang-de`` is ``cn``).
"""

import functools
import re

from reknit.exchange.columns import parse_columns

ATTRIBUTES = parse_columns(
    {
        "cn": "full_name",
        "commonname": "full_name",
        "displayname": "display_name",
        "givenname": "given_name",
        "gn": "given_name",
        "sn": "family_name",
        "surname": "family_name",
        "personaltitle": "prefix",
        "generationqualifier": "suffix",
        "mozillanickname": "nickname",
        "xmozillanickname": "nickname",
        "nickname": "nickname",
        "mail": "email",
        "rfc822mailbox": "email",
        "email": "email",
        "emailaddress": "email",
        "mozillasecondemail": "email",
        "xmozillasecondemail": "email",
        "mailalternateaddress": "email",
        "telephonenumber": "phone work",
        "homephone": "phone home",
        "hometelephonenumber": "phone home",
        "mobile": "phone mobile",
        "mobiletelephonenumber": "phone mobile",
        "cellphone": "phone mobile",
        "carphone": "phone car",
        "companyphone": "phone company",
        "primaryphone": "phone main",
        "otherphone": "phone other",
        "pager": "phone pager",
        "pagerphone": "phone pager",
        "pagertelephonenumber": "phone pager",
        "facsimiletelephonenumber": "phone fax",
        "fax": "phone fax",
        "homefacsimiletelephonenumber": "phone home fax",
        "street": "street work",
        "streetaddress": "street work",
        "postaladdress": "street work",
        "mozillapostaladdress2": "street work",
        "mozillaworkstreet2": "street work",
        "postofficebox": "po_box work",
        "l": "city work",
        "localityname": "city work",
        "locality": "city work",
        "st": "region work",
        "stateorprovincename": "region work",
        "region": "region work",
        "postalcode": "postal_code work",
        "zip": "postal_code work",
        "co": "country work",
        "c": "country work",
        "countryname": "country work",
        "friendlycountryname": "country work",
        "homepostaladdress": "street home",
        "mozillahomestreet": "street home",
        "mozillahomestreet2": "street home",
        "mozillahomepostaladdress2": "street home",
        "mozillahomelocalityname": "city home",
        "mozillahomestate": "region home",
        "mozillahomepostalcode": "postal_code home",
        "mozillahomecountryname": "country home",
        "o": "organisation",
        "organizationname": "organisation",
        "company": "organisation",
        "title": "title",
        "ou": "department",
        "organizationalunitname": "department",
        "orgunit": "department",
        "department": "department",
        "departmentnumber": "department",
        "mozillaworkurl": "url work",
        "workurl": "url work",
        "mozillahomeurl": "url home",
        "homeurl": "url home",
        "labeleduri": "url",
        "wwwhomepage": "url",
        "url": "url",
        "nsaimid": "handle AIM",
        "nscpaimscreenname": "handle AIM",
        "birthyear": "birth_year",
        "birthmonth": "birth_month",
        "birthday": "birth_day",
        "birthdate": "birthday",
        "dateofbirth": "birthday",
        "anniversary": "anniversary",
        "description": "notes",
        "notes": "notes",
        "note": "notes",
        "info": "notes",
        "comment": "notes",
        "category": "tags",
        "categories": "tags",
    }
)

PHOTOS = frozenset({"jpegphoto", "thumbnailphoto", "photo"})

# How the directory runs itself, and what must not leave it.
_INTERNAL = re.compile(
    r"dn|objectclass|version|changetype|control|.*timestamp|.*password.*|.*passwd.*|.*certificate.*|.*key|.*hash"
    r"|entry(?:uuid|dn|csn)|creatorsname|modifiersname|structuralobjectclass|subschemasubentry|hassubordinates"
    r"|nsuniqueid|object(?:guid|sid|category)|memberof|member|uniquemember|uidnumber|gidnumber|homedirectory"
    r"|loginshell|gecos|shadow.*|samba.*|krb.*|usn.*|when(?:created|changed)|instancetype|distinguishedname"
    r"|mozillausehtmlmail|xmozillausehtmlmail|.*conference.*|initials|uid|userid|samaccount.*|useraccountcontrol"
    r"|jpegphoto|thumbnailphoto|photo|audio|preferredlanguage|employeenumber|gender"
)


@functools.lru_cache(maxsize=1024)
def is_internal(name: str) -> bool:
    """Whether an attribute says nothing about the person that an address book should keep."""
    return _INTERNAL.fullmatch(name) is not None
