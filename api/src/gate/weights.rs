//! What reading costs, as the owner of a schema declares it.

/// The weights of a schema, all of them in units of cost. What a list reads follows from how many rows there are, which is
/// declared and not counted: the same operation costs the same today and tomorrow, here and in a copy.
#[derive(Debug, Clone, Copy)]
pub struct Weights {
    /// How many items a list without pages is taken to have, by the names of the type and its field.
    pub size: fn(&str, &str) -> u64,
    /// How many rows there are of the type of this name; 0 for what is no row.
    pub rows: fn(&str) -> u64,
    /// What a field reads beside the objects that it returns, by the names of the type and its field.
    pub field: fn(&str, &str) -> Weight,
    /// What an argument has read, by the names of the type, its field and the argument.
    pub argument: fn(&str, &str, &str) -> Argument,
    /// What it costs to look up the words of a text that is searched for.
    pub words: fn(&str) -> u64,
    /// What rows cost that are gone through.
    pub scan: Scan,
}

/// What a field reads beside the objects that it returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Nothing.
    Nothing,
    /// So much for each object that it is asked of.
    Each(u64),
    /// So much for each thousand rows of the list that it is asked of, once.
    PerThousand(u64),
    /// It counts them: so much for each thousand, of a list by itself or of those within other things.
    Count {
        /// Of a list by itself.
        of_all: u64,
        /// Of the lists within things, which are told apart by whose they are.
        of_parents: u64,
    },
}

/// What an argument has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// Nothing, or less than the page that it asks for.
    Nothing,
    /// It is an input object of conditions.
    Conditions,
    /// So much for each thousand rows of the list, and so much however few there are.
    Rows {
        /// However few there are.
        once: u64,
        /// For each thousand.
        per_thousand: u64,
    },
    /// It is a text whose words are looked up.
    Words,
    /// It names fields that rows are grouped by.
    Grouping,
}

/// What a thousand rows cost that are gone through for a purpose.
#[derive(Debug, Clone, Copy)]
pub struct Scan {
    /// They are told apart by the field of this name.
    pub group: fn(&str) -> Grouping,
    /// How many groups there are taken to be at the most, of all parents together.
    pub groups: u64,
    /// A condition on them, by the names of the input object that it is said in and of its field.
    pub condition: fn(&str, &str) -> Condition,
    /// Things are gone through that others are tied to, whatever is asked of them.
    pub related: u64,
    /// How many conditions there can be on the same rows: more are refused, whatever they would cost.
    pub conditions: u64,
}

/// What it is to tell a thousand rows apart by a field.
#[derive(Debug, Clone, Copy, Default)]
pub struct Grouping {
    /// What it costs.
    pub cost: u64,
    /// How many values the field is taken to have.
    pub values: u64,
}

/// What a condition costs on a thousand rows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Condition {
    /// That the rows are gone through at all: once for all conditions on them, by the dearest. The better an index serves such
    /// conditions, the less it is.
    pub walk: u64,
    /// That it is worked out.
    pub each: u64,
}

impl Weights {
    /// Nothing costs but the objects that are returned.
    #[must_use]
    pub const fn of_objects(size: fn(&str, &str) -> u64) -> Self {
        const FREE: Condition = Condition { walk: 0, each: 0 };
        const ONE: Grouping = Grouping { cost: 0, values: 1 };
        let scan = Scan { group: |_| ONE, groups: 0, condition: |_, _| FREE, related: 0, conditions: 0 };
        Self {
            size,
            rows: |_| 0,
            field: |_, _| Weight::Nothing,
            argument: |_, _, _| Argument::Nothing,
            words: |_| 0,
            scan,
        }
    }
}
