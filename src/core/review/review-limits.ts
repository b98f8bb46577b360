/** Groups of one kind that are told apart; further calls are counted as overflow. */
export const MOST_GROUPS = 2000;
/** Workloads whose sums are kept apart; those of further ones are added up under one name. */
export const MOST_WORKLOADS = 20_000;
