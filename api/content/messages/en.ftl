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
http-no-key = Idempotency-Key must hold one key of 1 to 255 visible ASCII characters.
http-key-of-another = Something else was asked under this Idempotency-Key before. Choose a new key for a new request.
http-key-in-use = The same was asked under this Idempotency-Key and is under way. Ask again, under the same key, after the time that Retry-After names.
http-rate-limited = This request costs { $cost }, and { $remaining } of the { $limit } that you may spend in a minute are left. Try again in { $seconds } s.
http-never-affordable = This request costs { $cost }, which is more than the { $limit } that you may spend in a minute. Ask for smaller pages, or for less at a time.
http-parameters = The parameters of the address cannot be read.

# Signing in. The English texts are also sent in WWW-Authenticate: letters of ASCII, and no quotation marks.
auth-two-headers = There is more than one Authorization header.
auth-no-bearer-token = The Authorization header holds no bearer token.
auth-scheme = Only bearer tokens are accepted: Authorization: Bearer and the token.
auth-too-long = The token is too long.
auth-malformed = The token is malformed.
auth-extension = The token asks for an extension that is not understood.
auth-issuer = The token does not come from an issuer that is known here.
auth-algorithm = The token is not signed in a way that is accepted of its issuer.
auth-no-access-token = The token is no access token.
auth-audience-missing = The token does not say whom it is for.
auth-audience = The token is for somebody else.
auth-no-end = The token has no end.
auth-no-time = The token holds a time that is none.
auth-expired = The token has expired.
auth-too-early = The token is not valid yet.
auth-no-subject = The token does not say whom it names.
auth-no-organisation = The token does not say which organisation its holder is of.
auth-unknown-client = The token names a system that is not registered here.
auth-unknown-key = The token is signed with a key that its issuer does not have.
auth-signature = The signature of the token is not valid.
auth-service-token = The service token is not known, has expired or was revoked.
auth-unavailable = Whether the token is good cannot be told right now. Try again in a moment.
auth-blocked = Your account is blocked. Turn to an administrator.
auth-unknown-organisation = Your organisation is not registered here. Turn to an administrator.

# Arguments of queries.
not-an-id = “{ $id }” is not an id that is possible here; such an id begins with “{ $prefix }_” and is 26 characters longer.
unknown-prefix = Nothing has ids that begin with “{ $prefix }_”.
unknown-type = There is no type “{ $name }” here. The types are { $types }.
not-one-key = Give exactly one of these arguments of { $field }: { $keys }.
too-many-ids = { $wanted } ids were given; at most { $limit } are allowed.
page-size = A page of { $wanted } is not possible; first and last are from 1 to { $limit }.
first-and-last = Give first or last, not both.
not-a-cursor = The cursor did not come from this API.
cursor-of-another-order = The cursor comes from a list in another order; take cursors from a list with the same orderBy and language.
cursor-of-another-search = The cursor comes from another search; take cursors from a search with the same query and types.
search-too-long = A search has at most { $letters } characters and { $words } words. Shorten it.
search-without-words = There is no word in the search. Write one word at least, or the beginning of one.
too-many-conditions = The filter has more than { $limit } conditions; at most { $limit } are allowed.
group-fields = Groups are made by 1 to { $limit } fields; { $wanted } were given.
group-field-twice = { $field } is given twice; groups are made by each field once.
as-of-ahead = { $day } lies ahead: asOf looks back, and today is { $today }.
too-many-groups = There are more than { $limit } groups. Group by fewer fields, or narrow it down with where.
not-a-date = { $value } is no day; a Date is written "2026-11-21".
not-a-moment = { $value } is no moment; a DateTime is written "2026-11-21T09:30:00Z" (RFC 3339).

# What the caller of a mutation can put right.
fault-conflict = Somebody else did the same at the same moment. Read the thing again.
fault-stale-version = Somebody has changed it since you read it. Read it again and decide anew.
fault-line = { $length } characters are not possible here: one line of 1 to { $most } characters is.
fault-ahead = The moment must lie ahead, by { $days } days at most.
fault-has-role = The person has this role already.
fault-no-such-grant = The role was not granted here. If the person has it, their identity provider gives it.
fault-invitation-ended = The invitation has been used or taken back already.
fault-invitation-code = This is not the code of an open invitation. It may have been used, taken back or have expired.
fault-invitation-own = You are signed in as the person who was invited already.
fault-invitation-organisation = The invitation is for somebody at another organisation. Sign in with the organisation that invited you.
fault-token-revoked = The token has been revoked already.
fault-block-oneself = You cannot block yourself.
fault-is-blocked = The person is blocked already.
fault-not-blocked = The person is not blocked.
fault-prose = { $length } characters are not possible here: text of 1 to { $most } characters is.
fault-within = The number must lie from { $least } to { $most }.
fault-days-order = The last day comes before the first.
fault-restricted-to = RESTRICTED needs at least one team in restrictedTo, and only RESTRICTED can have any.
fault-restricted-from-oneself = You would not see it yourself. Restrict it to a team that you sit in.
fault-out-of-order = It is “{ $state }”; this is possible from: { $possible }. What can be done now: { $next }.
fault-not-permitted = You may not do this. Who may: { $who }.
fault-slug = A name in addresses has 1 to { $most } small letters a to z, digits and hyphens.
fault-taken = Another one has it already.
fault-matter-of-another-team = The matter is another team's.
fault-matter-not-prepared = The matter must be prepared, and not decided or withdrawn.
fault-not-yet = The day lies ahead.
fault-decision-title = A decision without a matter needs a title.
fault-superseded = Another decision has taken its place already.
fault-no-board = There is no board to decide it.
fault-address = An address of a page begins with https:// or http://.
fault-email = This is no e-mail address.
fault-phone = A telephone number has 5 to 20 digits, with + - ( ) / . and spaces between them.
fault-focus-area-team = A FOCUS_AREA_TEAM has a focus area, and no other team has one.
fault-team-exists = There is such a team already.
fault-seat-was-held = Somebody has held the seat: it stays, for the record. Vacate it instead.
fault-seat-is-held = Another term on the seat has days in common with this one.
fault-seat-is-open = Nobody holds the seat today.
fault-term-end = The term can end after its first day, and not later than it ends already.
fault-other-meeting = The meeting must be the team's own, and not cancelled.
fault-erase-oneself = You cannot erase yourself.
fault-is-erased = The person has been erased already.

# Societal goals, needs, challenges and missions.
fault-focus-area-state = The focus area is “{ $state }”; this is possible while it is: { $possible }.
fault-no-core-team = The focus area has no Core Team to decide it.
fault-of-another-focus-area = What is linked must be of the same focus area.
fault-nothing-chosen = Only a decision that is APPROVED chooses a societal goal. Record another decision with recordDecision.
fault-draft-focus-area = The draft is of another focus area. Choose it for its own, or leave draftId out.
fault-draft-version = Tell which version of the draft is chosen.
fault-need-retired = The need no longer holds and cannot be changed.
fault-day-gone = The day has passed.
fault-mission-no-statement = The mission has no statement (statement).
fault-mission-no-measure = The mission has nothing to be measured by (measurableBy).
fault-mission-no-challenge = The mission answers no challenge yet (challengeIds).
fault-mission-challenges-unready = Each challenge must be prioritised, or adopted by a mission already. These are not: { $challenges }.
fault-mission-text-decided = Only a draft can be without it; the mission has been decided on.
fault-mission-challenges-decided = Which challenges the mission answers was decided with it and cannot be changed.

# The page at /playground, where it is not built in.
playground-missing = The program was built without its playground
playground-missing-why = Install Node.js 18 or later with npm, build the program again (cargo build) and start it. Everything else works without it.

# Initiatives and what belongs to them.
fault-initiative-focus-area = Initiatives are proposed within focus areas that the board has prioritised; this one is not.
fault-initiative-no-goal = An initiative in the portfolio has at least one societal goal.
fault-initiative-goal-not-chosen = A place in the portfolio is with societal goals that the Core Team has chosen.
fault-initiative-not-evaluated = No owner has evaluated the initiative yet. Record an evaluation (recordEvaluation), then complete it.
fault-initiative-last-owner = An initiative has at least one owner. Add another before you remove the last.
fault-initiative-person-there = The person is there already.
fault-initiative-person-not-there = The person is not there.
fault-initiative-capacity = Say in which capacity you evaluate: OWNER where you own the initiative, PORTFOLIO as a portfolio manager.
fault-initiative-no-advice = A portfolio manager's review needs a recommendation.
fault-initiative-owners-advice = Only a portfolio manager's review has a recommendation.
fault-initiative-own-learning = It is the initiative that taught it. Name another.
fault-initiative-applies-learning = The initiative applies the learning already.
fault-contribution-quantity = The quantity must not be less than 0.
fault-contribution-unit = A quantity needs a unit, such as h or SEK.
fault-criterion-retired = The criterion has been retired.
fault-screening-retired = “{ $criterion }” has been retired and is not asked for.
fault-screening-twice = “{ $criterion }” is answered twice.
fault-screening-unanswered = These mandatory criteria are not answered: { $criteria }.
fault-news-is-out = The news is published already, since its time has come. It can be changed and archived.
fault-news-is-not-out = The news is not published yet.
fault-dissemination-at = The moment must lie between the publication of the news and now.
news-feed-title = Samhällskontraktet: news

# The calendar.
fault-time-zone = This is no time zone. Write its name in the IANA database, such as Europe/Stockholm.
fault-event-year = The day must lie between the years { $first } and { $last }.
fault-event-end = The end does not come before the beginning, and within a year after it.
fault-event-is-over = The event is over.
fault-event-is-cancelled = The event is cancelled.
fault-recurrence-rule = This is no recurrence rule (an RRULE of RFC 5545). Write FREQ=WEEKLY;COUNT=10, for example.
fault-recurrence-within-a-day = An event recurs once a day at the most: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, without BYHOUR, BYMINUTE and BYSECOND.
fault-recurrence-endless = The rule must end. Add COUNT or UNTIL, such as FREQ=WEEKLY;COUNT=10.
fault-recurrence-too-many = The rule gives more than { $most } occurrences, or lasts for more than { $years } years.
fault-recurrence-not-first = The first occurrence (when) must be one of those that the rule gives.
fault-recurrence-except = By the rule there is no occurrence on these days: { $days }.
fault-recurrence-nothing-left = The exceptions leave no occurrence.
fault-invite-nobody = Name at least one person (personIds) or team (teamIds).
fault-invite-too-many = That makes more than 2000 invitations at once. Invite to fewer occurrences, or fewer persons at a time.
fault-subscription-person = Only a person can subscribe.
fault-subscription-most = You have 20 addresses already. Revoke one that you do not use.
fault-subscription-revoked = The subscription is revoked already.
calendar-title = Samhällskontraktet: calendar
http-calendar-parameters = The address of the calendar can have the parameters team (the id of a team), focusArea (the slug of a focus area), mine (true or false) and language (sv or en).
auth-calendar-address = The address does not hold.

# Periods.
group-rest = Fewer than three each
period-quarter = Q{ $quarter } { $year }
period-month-01 = January { $year }
period-month-02 = February { $year }
period-month-03 = March { $year }
period-month-04 = April { $year }
period-month-05 = May { $year }
period-month-06 = June { $year }
period-month-07 = July { $year }
period-month-08 = August { $year }
period-month-09 = September { $year }
period-month-10 = October { $year }
period-month-11 = November { $year }
period-month-12 = December { $year }
export-unknown-parameter = There is no parameter { $name } here. There are where, orderBy and search, and for CSV delimiter.
export-parameter-twice = The parameter { $name } is there twice.
export-no-json = The parameter { $name } must be JSON, as the variables of a GraphQL query are.
export-delimiter = The parameter delimiter must be semicolon, comma or tab.
catalogue-title = Samhällskontraktet: public data
catalogue-description = What the collaboration of Mälardalens universitet, Eskilstuna kommun and Västerås stad tells everybody: initiatives, missions, challenges, decisions, contributions, news, the calendar, organisations and those who hold seats.
catalogue-not-acceptable = The catalogue can be application/rdf+xml, text/turtle or application/ld+json; the Accept header allows none of them.
catalogue-initiatives-title = Initiatives
catalogue-initiatives-description = Pieces of research, education and innovation: proposed, chosen, carried out and evaluated.
catalogue-missions-title = Missions
catalogue-missions-description = Challenges that were decided on, worded so that they can be followed up.
catalogue-challenges-title = Societal challenges
catalogue-challenges-description = Complex challenges that organisations have identified, with their analysis and priority.
catalogue-decisions-title = Decisions
catalogue-decisions-description = What the teams decided, about what, when and why.
catalogue-contributions-title = Contributions
catalogue-contributions-description = Competence and resources that organisations make available to initiatives.
catalogue-news-title = News
catalogue-news-description = Published news about the collaboration.
catalogue-events-title = Calendar
catalogue-events-description = Meetings, workshops and other entries of the calendar.
catalogue-organisations-title = Organisations
catalogue-organisations-description = The parties to the collaboration and other actors who take part.
catalogue-people-title = People in teams
catalogue-people-description = Those who hold seats in the teams of the collaboration, with their organisations and terms; no contact details.
catalogue-api-title = GraphQL API of Samhällskontraktet
catalogue-api-description = All public data of the collaboration, to be asked for and put together freely in GraphQL.
# Documents: what is uploaded and downloaded over HTTP.
document-part = A document is uploaded whole and as it is: without Content-Range and Content-Encoding.
document-media-type = “{ $found }” cannot be uploaded. Content-Type must be one of: { $types }.
document-file-name = fileName must have 1 to 200 characters, without / and \ and without a dot at its beginning.
document-digest = Content-Digest must hold sha-256=: and the digest in base64 and : (RFC 9530).
document-no-expectation = Say what you replace: If-None-Match: * where nothing has been uploaded yet, else If-Match with the ETag of the newest version.
document-unmet = The document is not as you take it to be: somebody has uploaded another version, or none is there. Read it again and decide anew.
document-beyond = The document has { $size } bytes; none of those that you ask for are among them.
document-no-room = Too many uploads are under way. Try again in a moment.
document-empty = The body is empty.
document-too-large = The document is too large: at most { $limit } bytes can be uploaded.
document-too-slow = Nothing came for { $seconds } seconds, or the upload took more than { $most } seconds in all.
document-cut-off = The body ended before its end.
document-altered = The bytes that came are not those that Content-Digest announces.
document-unfit = The content is “{ $found }”, and not “{ $declared }” as Content-Type says.
document-program = Programs cannot be uploaded, and this is one ({ $found }), whatever Content-Type says (“{ $declared }”).
document-no-text = “{ $declared }” must be text in UTF-8 without control characters, and this is not.
fault-document-is-here = The document is stored here and has no other address. Write a document of its own down for what is kept elsewhere.
