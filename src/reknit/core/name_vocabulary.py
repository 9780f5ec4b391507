"""Words that stand beside a name without being part of it: titles, ranks, degrees, particles."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


MALE = _set(
    """
    mr mister herr hr monsieur sir sig signor señor senor don dom lord pan dhr meneer shri sri bay
    """
)
FEMALE = _set(
    """
    mrs ms miss frau fr mme mlle madame mademoiselle sra srta señora senora signora dona doña lady dame pani mevr
    mevrouw hanim
    """
)
# A title that men and women share, and academic or other ranks put before a name.
TITLES = _set(
    """
    mx dr drs prof professor doctor doc ing dipl mag lic hon rev reverend father pater sister brother rabbi imam
    sheikh capt captain maj major col colonel gen general lt lieutenant sgt cmdr adm admiral ambassador president
    senator judge sehr geehrter geehrte dott dottssa avv arch univ hc habil pd priv doz med phil jur rer nat mmag
    ddr dkfm ir eng engr the inz mgr bc doktor docteur maitre me ser univprof
    """
)
# After a name; a generation tells father from son, a degree tells nothing.
GENERATIONS = {
    "jr": "2",
    "junior": "2",
    "jun": "2",
    "jnr": "2",
    "fils": "2",
    "filho": "2",
    "sr": "1",
    "senior": "1",
    "sen": "1",
    "snr": "1",
    "pere": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
}
DEGREES = _set(
    """
    phd dphil md mba msc bsc ma ba bs ms mph mpa llm llb jd esq esquire cpa cfa pmp rn dds dvm edd psyd pe obe cbe
    mbe kbe frs emba dipling diplinf diplkfm mas meng beng bcom mcom mres faia aia ret emeritus em csm cissp acca
    fca ca shrmcp sphr csc drsc dsc prince2 she her hers he him his they them theirs
    """
)
# Before a family name, in lower case or not.
PARTICLES = _set(
    """
    van von der den de del della dello dei di da do dos das du des la le les el al bin ibn bint ben ter ten zu zum
    zur vom af av 't te und y e o san santa st saint mac mc abu op in het
    """
)
# Words that announce the family name before marriage.
MAIDEN = _set(
    """
    nee née née geb geborene born roz rozena ursprungligen fodd født formerly formely previously prev ex zd
    """
)
# Between a person's name and where they write from.
CUTS = (" via ", " | ", " – ", " — ", " - ", " / ", " @ ", " bei ", " c/o ", " on behalf of ")
# Lower-case words that no family name holds: what follows a comma is then a description ("Hand of the King").
DESCRIBING = _set(
    """
    of the at for and in with und für bei des de la van & der
    """
)
# Mailboxes that a team answers, and addresses that nobody answers.
ROLE_MAILBOXES = _set(
    """
    info office contact kontakt hello hallo mail post admin administrator support help helpdesk service sales
    vertrieb verkauf marketing team hr jobs career careers bewerbung press presse media news newsletter noreply no-
    reply donotreply do-not-reply notifications notification billing invoice invoices rechnung buchhaltung
    accounting finance orders order shop webmaster postmaster hostmaster abuse security privacy legal events event
    bookings booking reservations reception empfang sekretariat secretariat zentrale enquiries inquiries list lists
    everyone all staff root daemon mailer-daemon contacto contato contatti ventes accueil bureau biuro
    """
)
# Domains where anybody may have an address: sharing one tells nothing about an employer.
PUBLIC_MAIL = _set(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com
    aol.com gmx.net gmx.de gmx.at gmx.ch gmx.com web.de t-online.de freenet.de mail.com email.com proton.me
    protonmail.com pm.me fastmail.com fastmail.fm hey.com zoho.com yandex.ru yandex.com mail.ru bk.ru list.ru
    inbox.ru rambler.ru ukr.net wp.pl o2.pl onet.pl interia.pl op.pl seznam.cz centrum.cz orange.fr wanadoo.fr
    free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it bluewin.ch hispeed.ch sunrise.ch a1.net
    chello.at aon.at btinternet.com sky.com virginmedia.com ntlworld.com comcast.net verizon.net att.net
    sbcglobal.net bellsouth.net cox.net charter.net earthlink.net rogers.com shaw.ca telus.net qq.com 163.com
    126.com sina.com foxmail.com naver.com hanmail.net daum.net rediffmail.com uol.com.br bol.com.br terra.com.br
    telia.com ziggo.nl kpnmail.nl xs4all.nl planet.nl home.nl skynet.be telenet.be posteo.de mailbox.org
    tutanota.com users.noreply.github.com
    """
)
