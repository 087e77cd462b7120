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
http-parameters = Adressens parametrar går inte att läsa.

# Argument i frågor.
not-an-id = ”{ $id }” är inget id som går att använda här; ett sådant börjar med ”{ $prefix }_” och är 26 tecken längre.
unknown-prefix = Det finns inget vars id börjar med ”{ $prefix }_”.
not-one-key = Ange exakt ett av dessa argument till { $field }: { $keys }.
too-many-ids = { $wanted } id:n angavs; högst { $limit } är tillåtna.
page-size = En sida med { $wanted } poster går inte; first och last är mellan 1 och { $limit }.
first-and-last = Ange first eller last, inte båda.
not-a-cursor = Markören kommer inte från det här API:et.
cursor-of-another-order = Markören kommer från en lista i en annan ordning; ta markörer från en lista med samma orderBy och språk.
too-many-conditions = Filtret har fler än { $limit } villkor; högst { $limit } är tillåtna.
not-a-date = { $value } är ingen dag; en Date skrivs "2026-11-21".
not-a-moment = { $value } är ingen tidpunkt; en DateTime skrivs "2026-11-21T09:30:00Z" (RFC 3339).
