// What keeps a value out of a recipe's field, in words that need no knowledge of how fields are checked.
import type { recipeSchema } from '../../contract/recipe.ts'
import { remark, type Remark } from '../../messages/table.ts'

type Check = ReturnType<typeof recipeSchema.safeParse>
/** What the check of a whole recipe finds. */
type Issue = NonNullable<Check['error']>['issues'][number]

export function whyNot(issue: Issue): Remark {
  switch (issue.code) {
    case 'too_big':
      return remark('import/too-large', { most: Number(issue.maximum) })
    case 'too_small':
      return remark('import/too-small', { least: Number(issue.minimum) })
    case 'not_multiple_of':
      return remark('import/not-a-multiple', { of: issue.divisor })
    case 'invalid_type':
      return issue.expected === 'int' ? remark('import/not-whole') : remark('import/no-such-value')
    case 'invalid_format':
      return remark('import/not-a-name')
    default:
      return remark('import/no-such-value')
  }
}
