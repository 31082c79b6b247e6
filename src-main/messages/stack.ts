// Stacks of adapters that cannot be used as they are.
import { entry } from './entry.ts'

export const stack = {
  'stack/not-found': entry({
    en: { message: 'This saved stack is not there any more.' },
    ja: { message: '保存したこのスタックは、もうありません。' },
  }),
  'stack/too-long': entry({
    facts: { most: 100 },
    en: ({ most }) => ({
      message: `A stack has at most ${most} adapters, those written in the prompt included.`,
      hint: 'Remove some of them.',
    }),
    ja: ({ most }) => ({
      message: `スタックに入るアダプターは、プロンプトに書いたものを含めて ${most} 個までです。`,
      hint: 'いくつか外してください。',
    }),
  }),
  'stack/training-removed': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `The training of "${name}" was removed.`,
      hint: 'Bring it back, switch the adapter off, or remove it from the stack.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」の学習は削除されています。`,
      hint: '学習を元に戻すか、アダプターをオフにするか、スタックから外してください。',
    }),
  }),
  'stack/training-without-files': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `The training "${name}" has not saved a step yet.`,
      hint: 'Wait for the first one, or switch the adapter off.',
    }),
    ja: ({ name }) => ({
      message: `学習「${name}」には、まだ保存したステップがありません。`,
      hint: '最初の保存を待つか、アダプターをオフにしてください。',
    }),
  }),
}
