// The fields that are not a column.
import { constant, lambda } from 'postgraphile/grafast'
import { extendSchema } from 'postgraphile/utils'

import { html } from '../markdown.mjs'

export const Fields = extendSchema({
  typeDefs: /* GraphQL */ `
    extend type Contribution {
      quantity: Float
    }
    extend type Initiative {
      bodyHtml: String
    }
    extend type Person {
      email: String
    }
  `,
  objects: {
    Contribution: {
      plans: {
        quantity: ($contribution) =>
          lambda($contribution.get('quantity'), (kept) => (kept === null ? null : Number(kept) / 1000), true),
      },
    },
    Initiative: {
      plans: {
        bodyHtml: ($initiative) => lambda($initiative.get('body_sv'), html, true),
      },
    },
    Person: {
      plans: {
        // The column is granted to neither of the viewers.
        email: () => constant(null),
      },
    },
  },
})
