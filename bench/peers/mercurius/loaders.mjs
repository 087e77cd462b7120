// Every relation that the pages follow, batched.
import { first, linked, list, many, one } from './batch.mjs'
import { current } from './visible.mjs'

const ofInitiative = 'initiative_id'

export const loaders = {
  AgendaTarget: { goal: one('agenda_goal', 'goal_id') },
  Contribution: { organisation: one('organisation', 'organisation_id') },
  Decision: { team: one('team', 'team_id') },
  Event: { team: one('team', 'team_id') },
  FocusArea: { coreTeam: first('team', 'focus_area_id') },
  Initiative: {
    focusArea: one('focus_area', 'focus_area_id'),
    leadOrganisation: one('organisation', 'lead_organisation_id'),
    owners: linked('person', ['initiative_owner', ofInitiative, 'person_id']),
    participants: linked('person', ['initiative_participant', ofInitiative, 'person_id']),
    missions: linked('mission', ['initiative_mission', ofInitiative, 'mission_id']),
    societalGoals: linked('societal_goal', ['initiative_societal_goal', ofInitiative, 'societal_goal_id']),
    targets: linked('agenda_target', ['initiative_target', ofInitiative, 'target_id']),
    screenings: many('screening', ofInitiative),
    contributions: many('contribution', ofInitiative),
    evaluations: many('evaluation', ofInitiative),
    progress: many('progress_report', ofInitiative),
    rootCauses: many('root_cause', ofInitiative),
    learnings: many('learning', ofInitiative),
    decision: first('decision', 'subject_initiative_id'),
    documents: linked('document', ['initiative_document', ofInitiative, 'document_id']),
    events: linked('event', ['initiative_event', ofInitiative, 'event_id']),
    news: linked('news', ['news_initiative', ofInitiative, 'news_id']),
  },
  News: { focusAreas: linked('focus_area', ['news_focus_area', 'news_id', 'focus_area_id']) },
  Person: { organisation: one('organisation', 'organisation_id') },
  Representative: {
    person: one('person', 'person_id'),
    organisation: one('organisation', 'organisation_id'),
  },
  RootCause: { challenge: one('challenge', 'challenge_id') },
  Screening: { answers: list('screening_answer', 'screening_id') },
  ScreeningAnswer: { criterion: one('criterion', 'criterion_id') },
  Team: { representatives: many('representative', 'team_id', current) },
}
