// Japanese: the gallery.
import type { GalleryWords } from './gallery.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const galleryJa: GalleryWords = {
  grid: '画像',
  count: (n) => `画像 ${number(n)} 枚`,
  sorts: { newest: '新しい順', oldest: '古い順' },
  today: '今日',
  yesterday: '昨日',
  favourite: 'お気に入り',
  emptyTitle: '作った画像はすべてここに集まります',
  emptyBody: '最初の 1 枚を「作成」で作ってください。',
  toCreate: '「作成」へ',
  details: '画像',
  noPicture: '画像を選ぶと、生成に使った設定が表示されます。',
  useSettings: '設定を使う',
  compare: '比較',
  compareHint: '2 枚から 4 枚を選ぶと比較できます。',
  compared: '比較する画像',
  trash: 'ゴミ箱に移動',
  trashed: (n) => `画像 ${number(n)} 枚をゴミ箱に移動しました。`,
  reveal: 'フォルダーに表示',
  model: 'モデル',
  adapters: 'アダプター',
  steps: 'ステップ数',
  guidance: 'ガイダンス',
  seed: 'シード',
  size: 'サイズ',
  made: '作成日時',
  negative: 'ネガティブプロンプト',
  file: 'ファイル',
  selection: '選択した画像',
}
