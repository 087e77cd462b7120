# Labels for all values of the API's enums. The same ids as in sv.ftl.

Visibility-TYPE = Who may see a piece of content (Swedish: synlighet).
Visibility-PUBLIC = Public
Visibility-INTERNAL = Internal
Visibility-RESTRICTED = Restricted to teams

Sector-TYPE = The part of society that an organisation belongs to (Swedish: sektor).
Sector-UNIVERSITY = University
Sector-MUNICIPALITY = Municipality
Sector-REGION = Region
Sector-BUSINESS = Business
Sector-CIVIL_SOCIETY = Civil society
Sector-RESIDENTS = Residents
Sector-OTHER = Other

FocusAreaStatus-TYPE = How far a focus area has come (Swedish: fokusområdets status).
FocusAreaStatus-PROPOSED = Proposed
FocusAreaStatus-PRIORITISED = Prioritised
FocusAreaStatus-PAUSED = Paused
FocusAreaStatus-CLOSED = Closed

TeamKind-TYPE = What a team is for (Swedish: gruppens slag).
TeamKind-BOARD = Board
TeamKind-CORE_TEAM = Core Team as a whole
TeamKind-BOARD_PREPARATION = The board's preparation group
TeamKind-FOCUS_AREA_TEAM = Core Team of a focus area
TeamKind-PROCESS_SUPPORT = Process support
TeamKind-PORTFOLIO_GROUP = Portfolio managers

SocietalGoalStatus-TYPE = How far a societal goal has come (Swedish: samhällsmålets status).
SocietalGoalStatus-DRAFT = Draft
SocietalGoalStatus-CHOSEN = Chosen
SocietalGoalStatus-RETIRED = Retired

ChallengeStatus-TYPE = How far a challenge has come (Swedish: utmaningens status).
ChallengeStatus-IDENTIFIED = Identified
ChallengeStatus-ANALYSED = Analysed
ChallengeStatus-PRIORITISED = Prioritised
ChallengeStatus-ADOPTED = Adopted by a mission
ChallengeStatus-DECLINED = Declined

MissionStatus-TYPE = How far a mission has come (Swedish: missionens status).
MissionStatus-DRAFT = Draft
MissionStatus-DECIDED = Decided
MissionStatus-ACTIVE = Active
MissionStatus-ACHIEVED = Achieved
MissionStatus-ENDED = Ended

MissionHealth-TYPE = How a mission goes (Swedish: missionens läge).
MissionHealth-ON_TRACK = On track
MissionHealth-AT_RISK = At risk
MissionHealth-OFF_TRACK = Off track

InitiativeKind-TYPE = What an initiative is a piece of (Swedish: initiativets slag).
InitiativeKind-RESEARCH = Research
InitiativeKind-EDUCATION = Education
InitiativeKind-INNOVATION = Innovation

InitiativeStatus-TYPE = How far an initiative has come (Swedish: initiativets status).
InitiativeStatus-PROPOSED = Proposed
InitiativeStatus-SCREENED = Screened
InitiativeStatus-IN_PORTFOLIO = In the portfolio
InitiativeStatus-APPROVED = Approved
InitiativeStatus-RUNNING = Running
InitiativeStatus-PAUSED = Paused
InitiativeStatus-COMPLETED = Completed
InitiativeStatus-REJECTED = Rejected
InitiativeStatus-WITHDRAWN = Withdrawn
InitiativeStatus-REMOVED = Removed from the portfolio

ScreeningOutcome-TYPE = What a screening came to (Swedish: granskningens utfall).
ScreeningOutcome-PASSED = Passed
ScreeningOutcome-FAILED = Failed

EvaluationBy-TYPE = In what capacity an evaluation was made (Swedish: utvärderat av).
EvaluationBy-OWNER = Owner
EvaluationBy-PORTFOLIO = Portfolio manager

Recommendation-TYPE = What an evaluation advises (Swedish: rekommendation).
Recommendation-KEEP = Keep
Recommendation-CHANGE = Change
Recommendation-REMOVE = Remove

ContributionKind-TYPE = What an organisation makes available (Swedish: bidragets slag).
ContributionKind-COMPETENCE = Competence
ContributionKind-TIME = Time
ContributionKind-MONEY = Money
ContributionKind-PREMISES = Premises
ContributionKind-DATA = Data
ContributionKind-OTHER = Other

EventKind-TYPE = What a calendar entry is (Swedish: kalenderpostens slag).
EventKind-MEETING = Meeting
EventKind-WORKSHOP = Workshop
EventKind-CONFERENCE = Conference
EventKind-OTHER = Other

EventStatus-TYPE = Whether a calendar entry takes place (Swedish: kalenderpostens status).
EventStatus-PLANNED = Planned
EventStatus-CANCELLED = Cancelled

InvitationAnswer-TYPE = What an invited person answered (Swedish: svar på inbjudan).
InvitationAnswer-ACCEPTED = Accepted
InvitationAnswer-DECLINED = Declined
InvitationAnswer-TENTATIVE = Tentative
InvitationAnswer-NONE = No answer yet

DocumentKind-TYPE = What a document is (Swedish: dokumentets slag).
DocumentKind-GUIDING = Guiding document
DocumentKind-ANNUAL_REPORT = Annual report
DocumentKind-MINUTES = Minutes
DocumentKind-OTHER = Other

MatterStatus-TYPE = How far a matter has come (Swedish: ärendets status).
MatterStatus-RAISED = Raised
MatterStatus-PREPARED = Prepared
MatterStatus-DECIDED = Decided
MatterStatus-WITHDRAWN = Withdrawn

DecisionOutcome-TYPE = What was decided (Swedish: beslutets utfall).
DecisionOutcome-APPROVED = Approved
DecisionOutcome-DECLINED = Declined
DecisionOutcome-DEFERRED = Deferred

NewsStatus-TYPE = How far a piece of news has come (Swedish: nyhetens status).
NewsStatus-DRAFT = Draft
NewsStatus-SCHEDULED = Scheduled
NewsStatus-PUBLISHED = Published
NewsStatus-ARCHIVED = Archived

Role-TYPE = A role of whoever is signed in (Swedish: roll).
Role-MEMBER = Member
Role-REPRESENTATIVE = Representative
Role-BOARD_MEMBER = Board member
Role-PROCESS_SUPPORT = Process support
Role-PORTFOLIO_MANAGER = Portfolio manager
Role-COMMUNICATOR = Communicator
Role-ANALYST = Analyst
Role-PARTNER_SYSTEM = Partner system
Role-ADMINISTRATOR = Administrator

Language-TYPE = A language of the content (Swedish: språk).
Language-SV = Swedish
Language-EN = English

OrderDirection-TYPE = A direction of an order (Swedish: riktning).
OrderDirection-ASC = Ascending
OrderDirection-DESC = Descending

EventScope-TYPE = Which occurrences of a series are meant (Swedish: omfattning).
EventScope-ONE = This occurrence
EventScope-FOLLOWING = This and those after it
EventScope-ALL = The whole series

GrantableRole-TYPE = A role that can be granted (Swedish: roll som kan tilldelas).
GrantableRole-REPRESENTATIVE = Representative
GrantableRole-BOARD_MEMBER = Board member
GrantableRole-PROCESS_SUPPORT = Process support
GrantableRole-PORTFOLIO_MANAGER = Portfolio manager
GrantableRole-COMMUNICATOR = Communicator
GrantableRole-ANALYST = Analyst
GrantableRole-ADMINISTRATOR = Administrator

UserErrorCode-TYPE = The kind of a user error (Swedish: felets slag).
UserErrorCode-INVALID = Not a possible value
UserErrorCode-NOT_FOUND = Not found
UserErrorCode-ALREADY_EXISTS = Already there
UserErrorCode-WRONG_STATE = Not possible in this state
UserErrorCode-STALE_VERSION = Changed in between

SearchType-TYPE = What can be searched for
SearchType-ORGANISATION = Organisations
SearchType-PERSON = Persons
SearchType-TEAM = Teams
SearchType-FOCUS_AREA = Focus areas
SearchType-AGENDA_GOAL = Goals of Agenda 2030
SearchType-AGENDA_TARGET = Targets of Agenda 2030
SearchType-SOCIETAL_GOAL = Societal goals
SearchType-STRATEGIC_NEED = Strategic needs
SearchType-CHALLENGE = Challenges
SearchType-MISSION = Missions
SearchType-FOLLOW_UP = Follow-ups of missions
SearchType-INITIATIVE = Initiatives
SearchType-PROGRESS_REPORT = Progress reports
SearchType-CRITERION = Criteria
SearchType-EVALUATION = Evaluations
SearchType-ROOT_CAUSE = Root causes
SearchType-LEARNING = Learnings
SearchType-CONTRIBUTION = Competence and resources
SearchType-SUPPORT_FUNCTION = Support functions
SearchType-MATTER = Matters
SearchType-DECISION = Decisions
SearchType-NEWS = News items
SearchType-DISSEMINATION = Disseminations of news
SearchType-EVENT = Events
SearchType-DOCUMENT = Documents

ActorKind-TYPE = Who did something (Swedish: slag av aktör).
ActorKind-PERSON = A person
ActorKind-SYSTEM = This service
ActorKind-PARTNER_SYSTEM = A partner's system
ChangeKind-TYPE = What happened to a thing, for the viewer (Swedish: slag av ändring).
ChangeKind-CREATED = Made
ChangeKind-UPDATED = Changed
ChangeKind-DELETED = Gone
ChangeKind-VISIBILITY_GAINED = Come into sight
ChangeKind-VISIBILITY_LOST = Out of sight
