# Det som den som frågar läser när något går fel på översta nivån. Samma id:n som i en.ftl.

not-found = Det finns inget sådant.
forbidden = Du har inte behörighet till detta.
forbidden-what = Du har inte behörighet till { $what }.
unauthenticated = Logga in först.
unavailable = Tjänsten kan inte svara just nu. Försök igen om en stund.
timed-out = Begäran tog längre tid än { $seconds } sekunder och avbröts.
internal-error = Något gick fel hos oss. Hänvisa till korrelations-id:t om du anmäler felet.

# HTTP
http-not-found = Det finns inget på den här adressen. GraphQL besvaras på /graphql.
http-method = Den här adressen svarar inte på den metoden.
http-not-acceptable = Svaret kan vara application/graphql-response+json eller application/json; Accept-huvudet tillåter inget av dem.
http-media-type = Innehållet måste vara application/json i UTF-8.
http-body-too-large = Innehållet är { $found } byte eller mer; högst { $limit } är tillåtna.
http-too-slow = Innehållet kom inte fram inom { $seconds } sekunder.
http-no-json = Innehållet är inte JSON.
http-no-object = Innehållet måste vara ett JSON-objekt med en query.
http-batch = Flera frågor på en gång besvaras inte: skicka en i taget.
http-no-query = Parametern query saknas.
http-no-string = Parametern { $name } måste vara en sträng.
http-no-map = Parametern { $name } måste vara ett objekt.
http-write-over-get = En mutation måste skickas med POST.
http-stream = En subscription kan inte besvaras den här vägen.
http-no-key = Idempotency-Key måste innehålla en nyckel med 1 till 255 synliga ASCII-tecken.
http-key-of-another = Något annat har begärts med samma Idempotency-Key. Välj en ny nyckel för en ny begäran.
http-key-in-use = Samma sak har begärts med samma Idempotency-Key och pågår. Begär det igen, med samma nyckel, efter den tid som Retry-After anger.
http-rate-limited = Begäran kostar { $cost }, och av de { $limit } som du får använda per minut återstår { $remaining }. Försök igen om { $seconds } s.
http-never-affordable = Begäran kostar { $cost }, vilket är mer än de { $limit } som du får använda per minut. Be om mindre sidor, eller om mindre åt gången.
http-parameters = Adressens parametrar går inte att läsa.

# Att logga in. De engelska texterna skickas också i WWW-Authenticate.
auth-two-headers = Det finns mer än ett Authorization-huvud.
auth-no-bearer-token = Authorization-huvudet innehåller ingen bearer-token.
auth-scheme = Bara bearer-token godtas: Authorization: Bearer och därefter token.
auth-too-long = Token är för lång.
auth-malformed = Token är felaktigt uppbyggd.
auth-extension = Token kräver ett tillägg som inte förstås här.
auth-issuer = Token kommer inte från en utfärdare som är känd här.
auth-algorithm = Token är inte signerad på ett sätt som godtas från dess utfärdare.
auth-no-access-token = Token är ingen åtkomsttoken.
auth-audience-missing = Token säger inte vem den är avsedd för.
auth-audience = Token är avsedd för någon annan.
auth-no-end = Token saknar sluttid.
auth-no-time = Token innehåller en tid som inte är någon tid.
auth-expired = Token har gått ut.
auth-too-early = Token gäller inte ännu.
auth-no-subject = Token säger inte vem den avser.
auth-no-organisation = Token säger inte vilken organisation innehavaren tillhör.
auth-unknown-client = Token avser ett system som inte är registrerat här.
auth-unknown-key = Token är signerad med en nyckel som utfärdaren inte har.
auth-signature = Signaturen i token är inte giltig.
auth-service-token = Tjänstetoken är okänd, har gått ut eller har återkallats.
auth-unavailable = Det går inte att avgöra just nu om token är giltig. Försök igen om en stund.
auth-blocked = Ditt konto är spärrat. Vänd dig till en administratör.
auth-unknown-organisation = Din organisation är inte registrerad här. Vänd dig till en administratör.

# Argument i frågor.
not-an-id = ”{ $id }” är inget id som går att använda här; ett sådant börjar med ”{ $prefix }_” och är 26 tecken längre.
unknown-prefix = Det finns inget vars id börjar med ”{ $prefix }_”.
unknown-type = Det finns ingen typ ”{ $name }” här. Typerna är { $types }.
not-one-key = Ange exakt ett av dessa argument till { $field }: { $keys }.
too-many-ids = { $wanted } id:n angavs; högst { $limit } är tillåtna.
page-size = En sida med { $wanted } poster går inte; first och last är mellan 1 och { $limit }.
first-and-last = Ange first eller last, inte båda.
not-a-cursor = Markören kommer inte från det här API:et.
cursor-of-another-order = Markören kommer från en lista i en annan ordning; ta markörer från en lista med samma orderBy och språk.
cursor-of-another-search = Markören kommer från en annan sökning; ta markörer från en sökning med samma query och types.
search-too-long = En sökning har högst { $letters } tecken och { $words } ord. Förkorta den.
search-without-words = Sökningen innehåller inget ord. Skriv minst ett ord, eller början av ett.
too-many-conditions = Filtret har fler än { $limit } villkor; högst { $limit } är tillåtna.
group-fields = Grupper bildas av 1 till { $limit } fält; { $wanted } angavs.
group-field-twice = { $field } är angivet två gånger; varje fält kan bara anges en gång.
as-of-ahead = { $day } ligger framåt i tiden: asOf ser tillbaka, och i dag är det { $today }.
too-many-groups = Det blir fler än { $limit } grupper. Gruppera efter färre fält, eller begränsa med where.
not-a-date = { $value } är ingen dag; en Date skrivs "2026-11-21".
not-a-moment = { $value } är ingen tidpunkt; en DateTime skrivs "2026-11-21T09:30:00Z" (RFC 3339).

# Det som den som anropar en mutation kan rätta till.
fault-conflict = Någon annan gjorde samma sak i samma ögonblick. Läs om.
fault-stale-version = Någon har ändrat det sedan du läste det. Läs om och ta ställning på nytt.
fault-line = { $length } tecken är inte möjligt här: en rad med 1 till { $most } tecken är det.
fault-ahead = Tidpunkten måste ligga framåt i tiden, högst { $days } dagar.
fault-has-role = Personen har redan den här rollen.
fault-no-such-grant = Rollen är inte tilldelad här. Om personen har den kommer den från identitetsleverantören.
fault-invitation-ended = Inbjudan är redan använd eller återtagen.
fault-invitation-code = Det här är inte koden till en öppen inbjudan. Den kan vara använd, återtagen eller ha gått ut.
fault-invitation-own = Du är redan inloggad som den person som bjöds in.
fault-invitation-organisation = Inbjudan gäller någon i en annan organisation. Logga in med den organisation som bjöd in dig.
fault-token-revoked = Token är redan återkallad.
fault-block-oneself = Du kan inte spärra dig själv.
fault-is-blocked = Personen är redan spärrad.
fault-not-blocked = Personen är inte spärrad.
fault-prose = { $length } tecken är inte möjligt här: text med 1 till { $most } tecken är det.
fault-within = Talet måste ligga mellan { $least } och { $most }.
fault-days-order = Sista dagen kommer före den första.
fault-restricted-to = RESTRICTED kräver minst en grupp i restrictedTo, och bara RESTRICTED kan ha någon.
fault-restricted-from-oneself = Du skulle inte se det själv. Begränsa till en grupp som du sitter i.
fault-out-of-order = Läget är ”{ $state }”; detta är möjligt från: { $possible }. Det som kan göras nu: { $next }.
fault-not-permitted = Du har inte behörighet till detta. Behörighet har: { $who }.
fault-slug = Ett namn i adresser har 1 till { $most } små bokstäver a till z, siffror och bindestreck.
fault-taken = En annan har det redan.
fault-matter-of-another-team = Ärendet är en annan grupps.
fault-matter-not-prepared = Ärendet måste vara berett, och inte beslutat eller återkallat.
fault-not-yet = Dagen ligger framåt i tiden.
fault-decision-title = Ett beslut utan ärende behöver en titel.
fault-superseded = Ett annat beslut har redan ersatt det.
fault-no-board = Det finns ingen styrelse som kan besluta det.
fault-address = En webbadress börjar med https:// eller http://.
fault-email = Det här är ingen e-postadress.
fault-phone = Ett telefonnummer har 5 till 20 siffror, med + - ( ) / . och mellanslag emellan.
fault-focus-area-team = En FOCUS_AREA_TEAM har ett fokusområde, och ingen annan grupp har något.
fault-team-exists = Det finns redan en sådan grupp.
fault-seat-was-held = Någon har haft platsen: den står kvar i historiken. Lämna den i stället.
fault-seat-is-held = En annan mandatperiod på platsen har dagar gemensamt med den här.
fault-seat-is-open = Ingen har platsen i dag.
fault-term-end = Mandatperioden kan sluta efter sin första dag, och inte senare än den redan slutar.
fault-other-meeting = Mötet måste vara gruppens eget och inte inställt.
fault-erase-oneself = Du kan inte radera dig själv.
fault-is-erased = Personen är redan raderad.

# Samhällsmål, behov, utmaningar och missioner.
fault-focus-area-state = Fokusområdet är ”{ $state }”; detta är möjligt när det är: { $possible }.
fault-no-core-team = Fokusområdet har inget Core Team som kan besluta det.
fault-of-another-focus-area = Det som kopplas måste höra till samma fokusområde.
fault-nothing-chosen = Bara ett beslut som är APPROVED väljer ett samhällsmål. Anteckna ett annat beslut med recordDecision.
fault-draft-focus-area = Utkastet hör till ett annat fokusområde. Välj det för dess eget, eller utelämna draftId.
fault-draft-version = Ange vilken version av utkastet som väljs.
fault-need-retired = Behovet gäller inte längre och kan inte ändras.
fault-day-gone = Dagen har redan varit.
fault-mission-no-statement = Missionen saknar en formulering (statement).
fault-mission-no-measure = Missionen saknar ett sätt att mäta den (measurableBy).
fault-mission-no-challenge = Missionen besvarar ingen utmaning ännu (challengeIds).
fault-mission-challenges-unready = Varje utmaning måste vara prioriterad, eller redan antagen av en mission. Det är inte: { $challenges }.
fault-mission-text-decided = Bara ett utkast kan sakna det; missionen är beslutad.
fault-mission-challenges-decided = Vilka utmaningar missionen besvarar beslutades med den och kan inte ändras.

# Sidan på /playground, där den inte är inbyggd.
playground-missing = Programmet är byggt utan sin lekplats
playground-missing-why = Installera Node.js 18 eller senare med npm, bygg programmet igen (cargo build) och starta det. Allt annat fungerar utan den.

# Initiativ och det som hör till dem.
fault-initiative-focus-area = Initiativ föreslås inom fokusområden som styrelsen har prioriterat; det här är inte prioriterat.
fault-initiative-no-goal = Ett initiativ i portföljen har minst ett samhällsmål.
fault-initiative-goal-not-chosen = En plats i portföljen finns hos samhällsmål som Core Team har valt.
fault-initiative-not-evaluated = Ingen initiativägare har utvärderat initiativet än. Gör en utvärdering (recordEvaluation) och slutför sedan.
fault-initiative-last-owner = Ett initiativ har minst en initiativägare. Lägg till en annan innan du tar bort den sista.
fault-initiative-person-there = Personen finns där redan.
fault-initiative-person-not-there = Personen finns inte där.
fault-initiative-capacity = Ange i vilken egenskap du utvärderar: OWNER om du äger initiativet, PORTFOLIO som portföljansvarig.
fault-initiative-no-advice = En portföljansvarigs översyn behöver en rekommendation.
fault-initiative-owners-advice = Bara en portföljansvarigs översyn har en rekommendation.
fault-initiative-own-learning = Det är initiativet som gav lärandet. Ange ett annat.
fault-initiative-applies-learning = Initiativet tillämpar redan lärandet.
fault-contribution-quantity = Mängden får inte vara mindre än 0.
fault-contribution-unit = En mängd behöver en enhet, till exempel h eller SEK.
fault-criterion-retired = Kriteriet är redan avvecklat.
fault-screening-retired = ”{ $criterion }” är avvecklat och efterfrågas inte.
fault-screening-twice = ”{ $criterion }” är besvarat två gånger.
fault-screening-unanswered = Dessa obligatoriska kriterier är inte besvarade: { $criteria }.
fault-news-is-out = Nyheten är redan publicerad, eftersom dess tid har kommit. Den kan ändras och arkiveras.
fault-news-is-not-out = Nyheten är inte publicerad än.
fault-dissemination-at = Tidpunkten måste ligga mellan nyhetens publicering och nu.
news-feed-title = Samhällskontraktet: nyheter

# Kalendern.
fault-time-zone = Det är ingen tidszon. Skriv dess namn i IANA:s databas, till exempel Europe/Stockholm.
fault-event-year = Dagen måste ligga mellan år { $first } och { $last }.
fault-event-end = Slutet kommer inte före början, och högst ett år efter den.
fault-event-is-over = Tillfället har redan varit.
fault-event-is-cancelled = Tillfället är inställt.
fault-recurrence-rule = Det är ingen upprepningsregel (RRULE i RFC 5545). Skriv till exempel FREQ=WEEKLY;COUNT=10.
fault-recurrence-within-a-day = En kalenderpost upprepas högst en gång om dagen: FREQ är DAILY, WEEKLY, MONTHLY eller YEARLY, utan BYHOUR, BYMINUTE och BYSECOND.
fault-recurrence-endless = Regeln måste ta slut. Lägg till COUNT eller UNTIL, till exempel FREQ=WEEKLY;COUNT=10.
fault-recurrence-too-many = Regeln ger fler än { $most } tillfällen eller sträcker sig längre än { $years } år.
fault-recurrence-not-first = Första tillfället (when) måste vara ett av dem som regeln ger.
fault-recurrence-except = Enligt regeln finns inget tillfälle dessa dagar: { $days }.
fault-recurrence-nothing-left = Undantagen lämnar inget tillfälle kvar.
fault-invite-nobody = Ange minst en person (personIds) eller grupp (teamIds).
fault-invite-too-many = Det blir fler än 2000 inbjudningar på en gång. Bjud in till färre tillfällen eller färre personer åt gången.
fault-subscription-person = Bara en person kan prenumerera.
fault-subscription-most = Du har redan 20 adresser. Avsluta en som du inte använder.
fault-subscription-revoked = Prenumerationen är redan avslutad.
calendar-title = Samhällskontraktet: kalender
http-calendar-parameters = Adressen till kalendern kan ha parametrarna team (en grupps id), focusArea (ett fokusområdes slug), mine (true eller false) och language (sv eller en).
auth-calendar-address = Adressen gäller inte.

# Perioder.
group-rest = Färre än tre i varje
period-quarter = kvartal { $quarter } { $year }
period-month-01 = januari { $year }
period-month-02 = februari { $year }
period-month-03 = mars { $year }
period-month-04 = april { $year }
period-month-05 = maj { $year }
period-month-06 = juni { $year }
period-month-07 = juli { $year }
period-month-08 = augusti { $year }
period-month-09 = september { $year }
period-month-10 = oktober { $year }
period-month-11 = november { $year }
period-month-12 = december { $year }
export-unknown-parameter = Här finns ingen parameter { $name }. Det finns where, orderBy och search, och för CSV delimiter.
export-parameter-twice = Parametern { $name } finns två gånger.
export-no-json = Parametern { $name } måste vara JSON, så som variablerna i en GraphQL-fråga.
export-delimiter = Parametern delimiter måste vara semicolon, comma eller tab.
catalogue-title = Samhällskontraktet: öppna data
catalogue-description = Det som samverkan mellan Mälardalens universitet, Eskilstuna kommun och Västerås stad berättar för alla: initiativ, missioner, utmaningar, beslut, bidrag, nyheter, kalendern, organisationer och de som har platser.
catalogue-not-acceptable = Katalogen kan vara application/rdf+xml, text/turtle eller application/ld+json; Accept-huvudet tillåter inget av dem.
catalogue-initiatives-title = Initiativ
catalogue-initiatives-description = Forskning, utbildning och innovation: föreslagna, valda, genomförda och utvärderade.
catalogue-missions-title = Missioner
catalogue-missions-description = Utmaningar som det har beslutats om, formulerade så att de går att följa upp.
catalogue-challenges-title = Samhällsutmaningar
catalogue-challenges-description = Komplexa utmaningar som organisationer har identifierat, med analys och prioritering.
catalogue-decisions-title = Beslut
catalogue-decisions-description = Vad teamen har beslutat, om vad, när och varför.
catalogue-contributions-title = Bidrag
catalogue-contributions-description = Kompetens och resurser som organisationer ställer till initiativens förfogande.
catalogue-news-title = Nyheter
catalogue-news-description = Publicerade nyheter om samverkan.
catalogue-events-title = Kalender
catalogue-events-description = Möten, workshoppar och andra poster i kalendern.
catalogue-organisations-title = Organisationer
catalogue-organisations-description = Samverkans parter och andra aktörer som deltar.
catalogue-people-title = Personer i team
catalogue-people-description = De som har platser i samverkans team, med organisation och uppdragstid; inga kontaktuppgifter.
catalogue-api-title = Samhällskontraktets GraphQL-API
catalogue-api-description = All samverkans öppna data, att fråga efter och sätta samman fritt i GraphQL.
# Dokument: det som laddas upp och ner över HTTP.
document-part = Ett dokument laddas upp helt och som det är: utan Content-Range och Content-Encoding.
document-media-type = ”{ $found }” går inte att ladda upp. Content-Type måste vara något av: { $types }.
document-file-name = fileName måste ha 1 till 200 tecken, utan / och \ och utan punkt i början.
document-digest = Content-Digest måste innehålla sha-256=: och kontrollsumman i base64 och : (RFC 9530).
document-no-expectation = Ange vad du ersätter: If-None-Match: * där inget har laddats upp än, annars If-Match med den nyaste versionens ETag.
document-unmet = Dokumentet är inte som du utgår från: någon har laddat upp en annan version, eller så finns ingen. Läs det igen och ta ny ställning.
document-beyond = Dokumentet har { $size } byte; inga av dem du frågar efter finns bland dem.
document-no-room = För många uppladdningar pågår. Försök igen om en stund.
document-empty = Begärans innehåll är tomt.
document-too-large = Dokumentet är för stort: högst { $limit } byte går att ladda upp.
document-too-slow = Inget kom på { $seconds } sekunder, eller så tog uppladdningen mer än { $most } sekunder sammanlagt.
document-cut-off = Begärans innehåll tog slut före sitt slut.
document-altered = Det som kom är inte det som Content-Digest utlovar.
document-unfit = Innehållet är ”{ $found }”, och inte ”{ $declared }” som Content-Type säger.
document-program = Program går inte att ladda upp, och detta är ett ({ $found }), vad Content-Type än säger (”{ $declared }”).
document-no-text = ”{ $declared }” måste vara text i UTF-8 utan styrtecken, och det är detta inte.
fault-document-is-here = Dokumentet är lagrat här och har ingen annan adress. Skapa ett eget dokument för det som finns på annat håll.
