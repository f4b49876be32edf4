/**
 * One write of a commit, made by a repository and run by `commit`. Use cases collect and order statements;
 * what is inside is the adapter's business.
 */
export interface Statement {
  readonly kind: 'statement'
}
