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
too-many-conditions = Filtret har fler än { $limit } villkor; högst { $limit } är tillåtna.
group-fields = Grupper bildas av 1 till { $limit } fält; { $wanted } angavs.
group-field-twice = { $field } är angivet två gånger; varje fält kan bara anges en gång.
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
