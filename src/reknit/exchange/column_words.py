"""Words by which people name the columns of address tables, in seven languages.

English, German, French, Spanish, Italian, Dutch, Portuguese. All names are folded
(`header_words.fold`): lower case, without accents and punctuation.
"""

from reknit.exchange.header_words import word_set

_WORDS = {
    "full_name": """
        full name, fullname, contact name, contact, person, display name, displayname, complete name, member name,
        employee name, people, anzeigename, vollstandiger name, vor und nachname, vorname nachname,
        vorname und nachname,
        ansprechpartner, ansprechpartnerin, ansprechperson, kontakt, nom complet, nom et prenom, prenom et nom,
        nom affiche, nombre completo, nombre y apellidos, nombre y apellido, contacto, nome completo, nome e cognome,
        cognome e nome, nominativo, contatto, volledige naam, contactpersoon, nome e sobrenome, contato
        """,
    "given_name": """
        first name, firstname, given name, givenname, forename, fname, first, vorname, rufname, prenom,
        nombre de pila, primer nombre, primeiro nome, nome proprio, voornaam, roepnaam
        """,
    "additional_name": """
        middle name, middlename, additional name, middle, middle initial, zweiter vorname, weitere vornamen,
        deuxieme prenom, segundo nombre, secondo nome, nome do meio, tussenvoegsel, tweede naam
        """,
    "family_name": """
        last name, lastname, family name, familyname, surname, sur name, lname, last, nachname, familienname, zuname,
        nom de famille, apellido, apellidos, primer apellido, cognome, sobrenome, apelido, ultimo nome, achternaam,
        familienaam
        """,
    "prefix": """
        prefix, salutation, honorific, name prefix, mr mrs, anrede, titel, akademischer titel, namenszusatz, civilite,
        tratamiento, trattamento, aanhef, tratamento
        """,
    "suffix": "suffix, name suffix, suffixe, sufijo, suffisso, achtervoegsel, sufixo",
    "nickname": """
        nickname, nick name, alias, known as, goes by, preferred name, spitzname, surnom, apodo, mote, soprannome,
        bijnaam, alcunha
        """,
    "maiden_name": """
        maiden name, birth name, name at birth, geburtsname, madchenname, nom de jeune fille, nom de naissance,
        apellido de soltera, cognome da nubile, meisjesnaam, nome de solteira
        """,
    "email": """
        email, e mail, mail, emails, e mails, email address, e mail address, mail address, emailaddress, email id,
        email addresses, mailadresse, emailadresse, e mailadresse, email adresse, e mail adresse, mail adresse,
        courriel, adresse email, adresse e mail, adresse mail, adresse electronique, adresse de messagerie, mel,
        correo, correo electronico, direccion de correo, direccion de correo electronico, direccion de email,
        indirizzo email, indirizzo e mail, indirizzo mail, posta elettronica, emailadres, e mailadres, e mail adres,
        mailadres, endereco de email, endereco de e mail, correio eletronico, correio electronico
        """,
    "phone": """
        phone, phones, telephone, tel, tel no, phone no, phone number, phone numbers, telephone number, number phone,
        mobile, mobile phone, mobile number, cell, cell phone, cellphone, cell number, landline, whatsapp,
        whatsapp number, direct dial, fax, fax number, telefon, telefonnummer, tel nr, telefon nr, rufnummer, festnetz,
        festnetznummer, handy, handynummer, handynr, mobil, mobiltelefon, mobilnummer, mobilfunk, durchwahl, faxnummer,
        portable, telephone portable, numero de telephone, numero, telecopie, tel portable, gsm, telefono,
        numero de telefono, movil, telefono movil, celular, numero di telefono, cellulare, telefono cellulare,
        telefoon, telefoonnummer, telefoonnr, mobiel, mobiele telefoon, mobiel nummer, telefone, numero de telefone,
        telemovel, telefone celular
        """,
    "organisation": """
        company, company name, companyname, organization, organisation, organization name, organisation name, org,
        employer, firm, business name, account name, current company, institution, affiliation, workplace, firma,
        firmenname, unternehmen, arbeitgeber, organisationsname, betrieb, entreprise, societe, employeur,
        nom de l entreprise, organisme, empresa, compania, organizacion, azienda, societa, ditta, organizzazione,
        bedrijf, bedrijfsnaam, organisatie, werkgever, organizacao, companhia, empregador
        """,
    "title": """
        title, job title, jobtitle, job, position, role, occupation, function, headline, designation,
        berufsbezeichnung, funktion, stelle, rolle, beruf, jobtitel, fonction, poste, titre, intitule du poste, metier,
        cargo, puesto, ocupacion, profesion, ruolo, qualifica, funzione, mansione, carica, professione, functie,
        functietitel, beroep, functienaam, funcao, profissao
        """,
    "department": """
        department, dept, division, team, business unit, abteilung, bereich, service, departement, departamento, area,
        reparto, dipartimento, ufficio, afdeling, setor
        """,
    "profile": """
        linkedin, linkedin url, linkedin profile, linkedin profile url, linkedin link, linkedin page, profile,
        profile url, profile link, person linkedin url, xing, xing profil, xing url, twitter, twitter url,
        twitter handle, x handle, github, github url, mastodon, bluesky, facebook, instagram, social, social profile,
        linkedin profil, profil linkedin, perfil de linkedin, profilo linkedin, linkedin profiel, perfil do linkedin,
        profil, perfil, profilo, profiel
        """,
    "url": """
        website, web site, web, url, homepage, home page, web page, webpage, site, blog, link, webseite, internet,
        internetseite, internetadresse, site web, site internet, page web, sitio web, pagina web, sito, sito web,
        webpagina
        """,
    "handle": """
        skype, skype name, skype id, telegram, signal, wechat, im, instant messenger, messenger, discord, icq, threema,
        matrix, slack, screen name
        """,
    "birthday": """
        birthday, birth date, birthdate, date of birth, dob, bday, born, geburtstag, geburtsdatum, geb datum, geb,
        geboren, date de naissance, anniversaire, ne le, naissance, fecha de nacimiento, cumpleanos, nacimiento,
        data di nascita, compleanno, geboortedatum, verjaardag, data de nascimento, aniversario, nascimento
        """,
    "anniversary": "anniversary, wedding anniversary, jahrestag, hochzeitstag",
    "notes": """
        notes, note, comments, comment, remarks, remark, about, bio, memo, notizen, notiz, bemerkung, bemerkungen,
        anmerkung, anmerkungen, kommentar, kommentare, remarque, remarques, commentaire, commentaires, notas, nota,
        comentarios, comentario, observaciones, osservazioni, appunti, commenti, opmerkingen, opmerking, notities,
        observacoes
        """,
    "tags": """
        tags, tag, groups, group, categories, category, labels, label, lists, list, segment, segments, gruppe, gruppen,
        kategorie, kategorien, schlagworte, schlagworter, stichworte, groupe, groupes, etiquette, etiquettes,
        categorie, etiquetas, grupos, grupo, categoria, categorias, gruppo, gruppi, etichette, groep, groepen,
        categorieen
        """,
    "interest": """
        interests, interest, hobbies, hobby, hobbys, interessen, interesse, centres d interet, loisirs, intereses,
        aficiones, interessi, interesses
        """,
    "street": """
        street, street address, address line 1, address line 2, address 1, address 2, address1, address2, strasse,
        str, strasse und hausnummer, strasse nr, anschrift, rue, voie, calle, direccion, via, straat, rua, logradouro
        """,
    "address": """
        address, postal address, mailing address, full address, adresse, postanschrift, adresse postale,
        adresse complete, direccion postal, direccion completa, indirizzo, indirizzo postale, adres, postadres,
        endereco, morada
        """,
    "city": """
        city, town, locality, place, ort, stadt, wohnort, ville, commune, localite, ciudad, localidad, poblacion,
        citta, comune, localita, stad, plaats, woonplaats, cidade, municipio
        """,
    "region": """
        region, state, province, county, state province, canton, bundesland, kanton, departement region, etat,
        estado, provincia, regione, provincie, distrito, uf
        """,
    "postal_code": """
        postal code, postcode, post code, zip, zip code, zipcode, zip postal code, plz, postleitzahl, code postal, cp,
        codigo postal, cap, codice postale, cep
        """,
    "country": "country, country region, nation, land, staat, pays, pais, paese, nazione, stato",
    "met": """
        met, how we met, how met, where we met, how i know them, how do you know, met at, met on, first met,
        introduced by, referred by, kennengelernt, kennengelernt durch, wie kennengelernt, rencontre, ou rencontre,
        como nos conocimos, come ci siamo conosciuti, ontmoet, como nos conhecemos
        """,
    "connected_on": "connected on, connected at, connection date, connected, verbunden am, verbunden seit",
}

FIELD_OF_WORDS: dict[str, str] = {
    " ".join(phrase.split()): field for field, phrases in _WORDS.items() for phrase in phrases.split(",")
}

# Alone, these are a whole name; beside a column for the first name they are the last name,
# beside one for the last name they are the first.
AMBIGUOUS_NAMES = frozenset({"name", "names", "nom", "nombre", "nome", "naam"})

_LABELS = {
    "mobile": """mobile cell cellphone handy handynummer handynr mobil mobiltelefon mobilnummer mobilfunk portable
        movil celular cellulare mobiel mobiele gsm telemovel""",
    "fax": "fax faxnummer telecopie",
    "work": """work business office corporate professional geschaftlich dienstlich beruflich arbeit buro bureau
        professionnel professionnelle pro trabajo oficina lavoro ufficio werk zakelijk trabalho comercial company""",
    "home": """home private personal privat private prive domicile personnel personnelle perso casa particular
        personale abitazione thuis pessoal""",
    "other": "other weitere weiteres weiterer autre otro otra altro andere outro",
    "LinkedIn": "linkedin",
    "Xing": "xing",
    "Twitter": "twitter",
    "GitHub": "github",
    "Skype": "skype",
    "Telegram": "telegram",
    "Signal": "signal",
    "WhatsApp": "whatsapp",
    "WeChat": "wechat",
    "Threema": "threema",
    "Discord": "discord",
    "Mastodon": "mastodon",
    "Bluesky": "bluesky",
    "Facebook": "facebook",
    "Instagram": "instagram",
}
LABEL_OF_WORD: dict[str, str] = {word: label for label, words in _LABELS.items() for word in words.split()}

# Words that say whose or which one, not what.
_QUALIFIERS = """
    primary main secondary second third alternate alternative additional preferred default direct current your my our
    contact contacts person persons people member customer client user lead candidate participant individual
    the of a de la le du des del della der die das ihre ihr your s principal principale primar sekundar haupt bevorzugt
    no nr num recipient subscriber optional required value associated mailing
"""
QUALIFIERS = word_set(_QUALIFIERS) | LABEL_OF_WORD.keys()

# A name or an address under such a word belongs to somebody else.
SOMEBODY_ELSE = word_set(
    """
    owner manager assistant supervisor boss recruiter sender spouse partner emergency parent mother father billing
    invoice created modified creator author editor referrer responsible assignee assigned agent seller host
    besitzer inhaber vorgesetzter vorgesetzte assistent assistentin absender notfall rechnung betreuer betreuerin
    zustandig erstellt responsable proprietaire conjoint expediteur facturation propietario jefe remitente
    proprietario capo mittente eigenaar chef afzender proprietario remetente
    """
)
