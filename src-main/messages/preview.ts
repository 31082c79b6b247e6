// Previews in idle time: why none are made.
import { entry } from './entry.ts'

export const preview = {
  'preview/base-without-hash': entry({
    facts: { base: 'Emoji Diffusion' },
    en: ({ base }) => ({
      message: `Previews are named by the contents of the base model, and "${base}" could not be read to its end.`,
      hint: 'Choose a base model that is a single file.',
    }),
    ja: ({ base }) => ({
      message: `プレビューの名前はベースモデルの内容から決まりますが、「${base}」を最後まで読めませんでした。`,
      hint: '1 つのファイルになっているベースモデルを選んでください。',
    }),
  }),
  'preview/no-room': entry({
    en: {
      message: 'Less than a gigabyte is free where Lamina keeps its data: no more previews are made.',
      hint: 'Free some space, then go on.',
    },
    ja: {
      message: 'Lamina のデータの置き場所の空きが 1 GB 未満のため、プレビューの作成を止めました。',
      hint: '空き容量を増やしてから再開してください。',
    },
  }),
}
