// Adapters tried one by one: why one is left out.
import { entry } from './entry.ts'

export const trial = {
  'trial/no-adapter': entry({
    en: { message: 'It is not an adapter.' },
    ja: { message: 'アダプターではありません。' },
  }),
  'trial/not-found': entry({
    en: { message: 'This trial is gone: another one has taken its place.' },
    ja: { message: 'この試作はもうありません。別の試作に置き換わりました。' },
  }),
}
