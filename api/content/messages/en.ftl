# What a caller reads when something goes wrong at the top level. The same ids as in sv.ftl.

not-found = There is no such thing.
forbidden = You may not do this.
forbidden-what = You may not use { $what }.
unauthenticated = Sign in first.
unavailable = The service cannot answer right now. Try again in a moment.
timed-out = The request took longer than { $seconds } seconds and was stopped.
internal-error = Something went wrong on our side. Refer to the correlation id if you report it.

# HTTP
http-not-found = There is nothing at this address. GraphQL is answered at /graphql.
http-method = This address does not answer that method.
http-not-acceptable = The answer can be application/graphql-response+json or application/json; the Accept header allows neither.
http-media-type = The body must be application/json in UTF-8.
http-body-too-large = The body has { $found } bytes or more; at most { $limit } are allowed.
http-too-slow = The body did not arrive within { $seconds } seconds.
http-no-json = The body is not JSON.
http-no-object = The body must be a JSON object with a query.
http-batch = Batches are not answered: send one request at a time.
http-no-query = The parameter query is missing.
http-no-string = The parameter { $name } must be a string.
http-no-map = The parameter { $name } must be an object.
http-write-over-get = A mutation must be sent as POST.
http-stream = A subscription cannot be answered over this transport.
http-parameters = The parameters of the address cannot be read.

# Arguments of queries.
not-an-id = “{ $id }” is not an id that is possible here; such an id begins with “{ $prefix }_” and is 26 characters longer.
unknown-prefix = Nothing has ids that begin with “{ $prefix }_”.
not-one-key = Give exactly one of these arguments of { $field }: { $keys }.
too-many-ids = { $wanted } ids were given; at most { $limit } are allowed.
page-size = A page of { $wanted } is not possible; first and last are from 1 to { $limit }.
first-and-last = Give first or last, not both.
not-a-cursor = The cursor did not come from this API.
cursor-of-another-order = The cursor comes from a list in another order; take cursors from a list with the same orderBy and language.
too-many-conditions = The filter has more than { $limit } conditions; at most { $limit } are allowed.
not-a-date = { $value } is no day; a Date is written "2026-11-21".
not-a-moment = { $value } is no moment; a DateTime is written "2026-11-21T09:30:00Z" (RFC 3339).
