// Recipes: what is wrong with one.
import { entry } from './entry.ts'

export const recipe = {
  'recipe/bad-word': entry({
    facts: { word: 'a/b' },
    en: ({ word }) => ({
      message: `"${word}" cannot be a new word.`,
      hint: 'A word is called as its file: letters, digits, spaces, - and _, at most 100.',
    }),
    ja: ({ word }) => ({
      message: `「${word}」は新しい言葉にできません。`,
      hint: 'ファイル名にもなります。文字、数字、スペース、-、_ を使い、100 文字までにしてください。',
    }),
  }),
}
