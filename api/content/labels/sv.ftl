# Etiketter för alla värden i API:ets uppräkningar. Samma nycklar som i en.ftl.

Visibility-TYPE = Synlighet
Visibility-PUBLIC = Publik
Visibility-INTERNAL = Intern
Visibility-RESTRICTED = Begränsad till grupper

Sector-TYPE = Sektor
Sector-UNIVERSITY = Lärosäte
Sector-MUNICIPALITY = Kommun
Sector-REGION = Region
Sector-BUSINESS = Näringsliv
Sector-CIVIL_SOCIETY = Civilsamhälle
Sector-RESIDENTS = Invånare
Sector-OTHER = Annan

FocusAreaStatus-TYPE = Fokusområdets status
FocusAreaStatus-PROPOSED = Föreslaget
FocusAreaStatus-PRIORITISED = Prioriterat
FocusAreaStatus-PAUSED = Pausat
FocusAreaStatus-CLOSED = Avslutat

TeamKind-TYPE = Gruppens slag
TeamKind-BOARD = Styrelse
TeamKind-CORE_TEAM = Core Team i sin helhet
TeamKind-BOARD_PREPARATION = Styrelsens beredningsgrupp
TeamKind-FOCUS_AREA_TEAM = Core Team för ett fokusområde
TeamKind-PROCESS_SUPPORT = Processtöd
TeamKind-PORTFOLIO_GROUP = Portföljansvariga

SocietalGoalStatus-TYPE = Samhällsmålets status
SocietalGoalStatus-DRAFT = Utkast
SocietalGoalStatus-CHOSEN = Valt
SocietalGoalStatus-RETIRED = Avvecklat

ChallengeStatus-TYPE = Utmaningens status
ChallengeStatus-IDENTIFIED = Identifierad
ChallengeStatus-ANALYSED = Analyserad
ChallengeStatus-PRIORITISED = Prioriterad
ChallengeStatus-ADOPTED = Upptagen i en mission
ChallengeStatus-DECLINED = Avböjd

MissionStatus-TYPE = Missionens status
MissionStatus-DRAFT = Utkast
MissionStatus-DECIDED = Beslutad
MissionStatus-ACTIVE = Pågående
MissionStatus-ACHIEVED = Uppnådd
MissionStatus-ENDED = Avslutad

MissionHealth-TYPE = Missionens läge
MissionHealth-ON_TRACK = Enligt plan
MissionHealth-AT_RISK = I riskzonen
MissionHealth-OFF_TRACK = Ur kurs

InitiativeKind-TYPE = Initiativets slag
InitiativeKind-RESEARCH = Forskning
InitiativeKind-EDUCATION = Utbildning
InitiativeKind-INNOVATION = Innovation

InitiativeStatus-TYPE = Initiativets status
InitiativeStatus-PROPOSED = Föreslaget
InitiativeStatus-SCREENED = Granskat
InitiativeStatus-IN_PORTFOLIO = I portföljen
InitiativeStatus-APPROVED = Godkänt
InitiativeStatus-RUNNING = Pågående
InitiativeStatus-PAUSED = Pausat
InitiativeStatus-COMPLETED = Slutfört
InitiativeStatus-REJECTED = Avslaget
InitiativeStatus-WITHDRAWN = Återkallat
InitiativeStatus-REMOVED = Borttaget ur portföljen

ScreeningOutcome-TYPE = Granskningens utfall
ScreeningOutcome-PASSED = Uppfyller kriterierna
ScreeningOutcome-FAILED = Uppfyller inte kriterierna

EvaluationBy-TYPE = Utvärderat av
EvaluationBy-OWNER = Initiativägare
EvaluationBy-PORTFOLIO = Portföljansvarig

Recommendation-TYPE = Rekommendation
Recommendation-KEEP = Behåll
Recommendation-CHANGE = Förändra
Recommendation-REMOVE = Ta bort

ContributionKind-TYPE = Bidragets slag
ContributionKind-COMPETENCE = Kompetens
ContributionKind-TIME = Tid
ContributionKind-MONEY = Pengar
ContributionKind-PREMISES = Lokaler
ContributionKind-DATA = Data
ContributionKind-OTHER = Annat

EventKind-TYPE = Kalenderpostens slag
EventKind-MEETING = Möte
EventKind-WORKSHOP = Verkstad
EventKind-CONFERENCE = Konferens
EventKind-OTHER = Annat

EventStatus-TYPE = Kalenderpostens status
EventStatus-PLANNED = Planerad
EventStatus-CANCELLED = Inställd

InvitationAnswer-TYPE = Svar på inbjudan
InvitationAnswer-ACCEPTED = Kommer
InvitationAnswer-DECLINED = Kommer inte
InvitationAnswer-TENTATIVE = Kommer kanske
InvitationAnswer-NONE = Inget svar än

DocumentKind-TYPE = Dokumentets slag
DocumentKind-GUIDING = Vägledande dokument
DocumentKind-ANNUAL_REPORT = Verksamhetsberättelse
DocumentKind-MINUTES = Protokoll
DocumentKind-OTHER = Annat

MatterStatus-TYPE = Ärendets status
MatterStatus-RAISED = Väckt
MatterStatus-PREPARED = Berett
MatterStatus-DECIDED = Beslutat
MatterStatus-WITHDRAWN = Återkallat

DecisionOutcome-TYPE = Beslutets utfall
DecisionOutcome-APPROVED = Bifall
DecisionOutcome-DECLINED = Avslag
DecisionOutcome-DEFERRED = Bordlagt

NewsStatus-TYPE = Nyhetens status
NewsStatus-DRAFT = Utkast
NewsStatus-SCHEDULED = Schemalagd
NewsStatus-PUBLISHED = Publicerad
NewsStatus-ARCHIVED = Arkiverad

Role-TYPE = Roll
Role-MEMBER = Medlem
Role-REPRESENTATIVE = Representant
Role-BOARD_MEMBER = Styrelseledamot
Role-PROCESS_SUPPORT = Processtöd
Role-PORTFOLIO_MANAGER = Portföljansvarig
Role-COMMUNICATOR = Kommunikatör
Role-ANALYST = Analytiker
Role-PARTNER_SYSTEM = Partnersystem
Role-ADMINISTRATOR = Administratör

Language-TYPE = Språk
Language-SV = Svenska
Language-EN = Engelska

OrderDirection-TYPE = Riktning
OrderDirection-ASC = Stigande
OrderDirection-DESC = Fallande

EventScope-TYPE = Omfattning
EventScope-ONE = Det här tillfället
EventScope-FOLLOWING = Det här och de följande
EventScope-ALL = Hela serien

GrantableRole-TYPE = Roll som kan tilldelas
GrantableRole-REPRESENTATIVE = Representant
GrantableRole-BOARD_MEMBER = Styrelseledamot
GrantableRole-PROCESS_SUPPORT = Processtöd
GrantableRole-PORTFOLIO_MANAGER = Portföljansvarig
GrantableRole-COMMUNICATOR = Kommunikatör
GrantableRole-ANALYST = Analytiker
GrantableRole-ADMINISTRATOR = Administratör

UserErrorCode-TYPE = Felets slag
UserErrorCode-INVALID = Inget möjligt värde
UserErrorCode-NOT_FOUND = Finns inte
UserErrorCode-ALREADY_EXISTS = Finns redan
UserErrorCode-WRONG_STATE = Inte möjligt i detta läge
UserErrorCode-STALE_VERSION = Ändrat under tiden

SearchType-TYPE = Det som kan sökas
SearchType-ORGANISATION = Organisationer
SearchType-PERSON = Personer
SearchType-TEAM = Team
SearchType-FOCUS_AREA = Fokusområden
SearchType-AGENDA_GOAL = Mål i Agenda 2030
SearchType-AGENDA_TARGET = Delmål i Agenda 2030
SearchType-SOCIETAL_GOAL = Samhällsmål
SearchType-STRATEGIC_NEED = Behov
SearchType-CHALLENGE = Samhällsutmaningar
SearchType-MISSION = Missioner
SearchType-FOLLOW_UP = Uppföljningar av missioner
SearchType-INITIATIVE = Initiativ
SearchType-PROGRESS_REPORT = Lägesrapporter
SearchType-CRITERION = Kriterier
SearchType-EVALUATION = Utvärderingar
SearchType-ROOT_CAUSE = Rotorsaker
SearchType-LEARNING = Lärdomar
SearchType-CONTRIBUTION = Kompetens och resurser
SearchType-SUPPORT_FUNCTION = Funktioner
SearchType-MATTER = Ärenden
SearchType-DECISION = Beslut
SearchType-NEWS = Nyheter
SearchType-DISSEMINATION = Spridningar av nyheter
SearchType-EVENT = Kalenderposter
SearchType-DOCUMENT = Dokument

ActorKind-TYPE = Slag av aktör
ActorKind-PERSON = En person
ActorKind-SYSTEM = Den här tjänsten
ActorKind-PARTNER_SYSTEM = En partners system
ChangeKind-TYPE = Slag av ändring
ChangeKind-CREATED = Tillkommen
ChangeKind-UPDATED = Ändrad
ChangeKind-DELETED = Borttagen
ChangeKind-VISIBILITY_GAINED = Har blivit synlig
ChangeKind-VISIBILITY_LOST = Inte längre synlig
