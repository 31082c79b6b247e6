// What is typed into a box of search, and the fields that it can be filtered by.
import { entry } from './entry.ts'

const filters = {
  en: (known: readonly string[]) => `Filters: ${known.map((name) => `${name}:`).join(' ')}`,
  ja: (known: readonly string[]) => `使えるフィルター: ${known.map((name) => `${name}:`).join(' ')}`,
}
const field = (en: string, ja: string) => entry({ en: { message: en }, ja: { message: ja } })

export const query = {
  'query/unknown-field': entry({
    facts: { field: 'colour', known: ['kind', 'tag'] },
    en: ({ field, known }) => ({
      message: `There is no filter "${field}:".`,
      hint: `Put the words in quotation marks to search for them. ${filters.en(known)}`,
    }),
    ja: ({ field, known }) => ({
      message: `「${field}:」というフィルターはありません。`,
      hint: `この文字を検索するには、二重引用符で囲んでください。${filters.ja(known)}`,
    }),
  }),
  'query/unknown-value': entry({
    facts: { field: 'kind', value: 'painting', known: ['lora', 'lokr'] },
    en: ({ field, value, known }) => ({
      message: `"${field}:" cannot be "${value}".`,
      hint: `It can be ${known.join(', ')}.`,
    }),
    ja: ({ field, value, known }) => ({
      message: `「${field}:」に「${value}」は使えません。`,
      hint: `使えるもの: ${known.join('、')}`,
    }),
  }),
  'query/bad-value': entry({
    facts: { field: 'rating', value: 'good', example: '>3' },
    en: ({ field, value, example }) => ({
      message: `"${value}" is not understood after "${field}:".`,
      hint: `Write it like ${field}:${example}.`,
    }),
    ja: ({ field, value, example }) => ({
      message: `「${field}:」の後の「${value}」を解釈できません。`,
      hint: `${field}:${example} のように書いてください。`,
    }),
  }),
  'query/no-value': entry({
    facts: { field: 'kind', example: 'lokr' },
    en: ({ field, example }) => ({
      message: `"${field}:" waits for a value.`,
      hint: `Write it like ${field}:${example}.`,
    }),
    ja: ({ field, example }) => ({
      message: `「${field}:」の値がありません。`,
      hint: `${field}:${example} のように書いてください。`,
    }),
  }),
  'query/open-quote': entry({
    en: { message: 'A quotation mark at the end is missing.' },
    ja: { message: '終わりの引用符がありません。' },
  }),
  'query/unmatched-open': entry({
    en: { message: 'This bracket is not closed.' },
    ja: { message: 'この括弧は閉じられていません。' },
  }),
  'query/unmatched-close': entry({
    en: { message: 'This bracket closes nothing.' },
    ja: { message: 'この閉じ括弧に対応する括弧がありません。' },
  }),
  'query/empty-group': entry({
    en: { message: 'There is nothing to search for in these brackets.' },
    ja: { message: 'この括弧の中に、検索するものがありません。' },
  }),
  'query/operator-alone': entry({
    facts: { operator: 'OR' },
    en: ({ operator }) => ({
      message: `${operator} has nothing to join here.`,
      hint: `Put it in quotation marks to search for the word.`,
    }),
    ja: ({ operator }) => ({
      message: `${operator} の対象がありません。`,
      hint: 'この言葉を検索するには、二重引用符で囲んでください。',
    }),
  }),
  'query/no-letters': entry({
    facts: { text: '***' },
    en: ({ text }) => ({ message: `${text} has no letters or digits to search for.` }),
    ja: ({ text }) => ({ message: `${text} には、検索できる文字や数字がありません。` }),
  }),
  'query/too-long': entry({
    facts: { most: 64 },
    en: ({ most }) => ({ message: `Only the first ${most} words and filters are searched for.` }),
    ja: ({ most }) => ({ message: `検索されるのは、最初の ${most} 個の言葉とフィルターだけです。` }),
  }),
  'query/too-deep': entry({
    facts: { most: 32 },
    en: ({ most }) => ({ message: `Brackets inside more than ${most} brackets are ignored.` }),
    ja: ({ most }) => ({ message: `${most} 段より深い括弧は無視されます。` }),
  }),
  'query/no-model': entry({
    en: {
      message: 'No model is chosen that "fits" could ask about.',
      hint: 'Choose a model in Create. Until then, only what cannot be used at all is left out.',
    },
    ja: {
      message: '「fits」の対象になるモデルが選ばれていません。',
      hint: '「作成」でモデルを選んでください。それまでは、まったく使えないものだけが除かれます。',
    },
  }),

  'query/versions-part': entry({
    en: {
      message: 'How versions are shown cannot be asked of a part of a search.',
      hint: 'Put "versions:" outside brackets, and not beside OR.',
    },
    ja: {
      message: 'バージョンの表示方法は、検索の一部には指定できません。',
      hint: '「versions:」は括弧の外に、OR と並べずに書いてください。',
    },
  }),
  'query/like-unknown': entry({
    facts: { name: 'ink-wash' },
    en: ({ name }) => ({
      message: `No adapter is called "${name}".`,
      hint: 'After "like:" comes the name of an adapter, or the end of its path.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」というアダプターはありません。`,
      hint: '「like:」の後には、アダプターの名前か、パスの終わりを書きます。',
    }),
  }),
  'query/like-untold': entry({
    facts: { name: 'ink-wash' },
    en: ({ name }) => ({
      message: `"${name}" cannot be compared with others.`,
      hint: 'What it does depends on the weights of the base model: IA³, OFT, DoRA and whole weights are such.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」は、ほかのアダプターと比べられません。`,
      hint: '効果がベースモデルの重みによって変わるためです。IA³、OFT、DoRA、重み全体などがそうです。',
    }),
  }),
  'query/like-unread': entry({
    facts: { name: 'ink-wash' },
    en: ({ name }) => ({
      message: `"${name}" cannot be read now, so nothing is known of what it does.`,
      hint: 'Is its file still there?',
    }),
    ja: ({ name }) => ({
      message: `「${name}」を読めないため、効果がわかりません。`,
      hint: 'ファイルがまだあるか確かめてください。',
    }),
  }),

  'query/form-words': field('Every word is somewhere in it.', 'すべての言葉を含むもの。'),
  'query/form-phrase': field('These words, one after the other.', 'この順に並んだ言葉。'),
  'query/form-prefix': field('Words that begin so.', 'この文字で始まる言葉。'),
  'query/form-filter': field(
    'A filter: its name, a colon and a value. Several have to fit together.',
    'フィルター。名前、コロン、値の順に書く。いくつか書くと、すべてに合うもの。',
  ),
  'query/form-not': field('Leaves out what follows.', '続くものを除く。'),
  'query/form-and': field('Both. AND can be left out.', '両方に合うもの。AND は省略できる。'),
  'query/form-or': field('One of them, or both.', 'どちらか、または両方に合うもの。'),
  'query/form-brackets': field('Brackets hold parts together.', '括弧でまとめる。'),
  'query/value-name': field(
    'The whole name, in any case; in quotation marks where it has blanks.',
    '名前全体。大文字と小文字は区別しない。空白があれば二重引用符で囲む。',
  ),
  'query/value-text': field(
    'Words in this order; the last may be the beginning of one.',
    'この順に並んだ言葉。最後は言葉のはじめでもよい。',
  ),
  'query/value-number': field(
    'A number, compared by < > <= >=, or from..to.',
    '数。< > <= >= で比較、または 最小..最大。',
  ),
  'query/value-bytes': entry({
    facts: { units: ['kb', 'mb'] },
    en: ({ units }) => ({ message: `A size, compared or from..to. Units: ${units.join(', ')}.` }),
    ja: ({ units }) => ({ message: `サイズ。比較、または 最小..最大。単位: ${units.join('、')}。` }),
  }),
  'query/value-moment': entry({
    facts: { units: ['d', 'w'] },
    en: ({ units }) => ({
      message: `A year, month or day, compared or from..to; an age: less (<) or more (>) than so long ago. Units: ${units.join(', ')}.`,
    }),
    ja: ({ units }) => ({
      message: `年、月、日。比較、または 最初..最後。経過時間は、それ以内（<）またはそれより前（>）。単位: ${units.join('、')}。`,
    }),
  }),

  'query/field-kind': field(
    'What it is: a kind of adapter, or a model, an embedding and so on.',
    '種類。アダプターの方式、またはモデル、埋め込みなど。',
  ),
  'query/field-base': field('The architecture it is made for.', '対応するアーキテクチャ。'),
  'query/field-line': field('The base line it is made for, such as Pony.', 'Pony など、対応する系統。'),
  'query/field-tag': field('A tag that you gave it.', '自分で付けたタグ。'),
  'query/field-rating': field('Your rating, from 0 to 5.', '自分の評価（0 から 5）。'),
  'query/field-rank': field('The highest rank of an adapter.', 'アダプターの最大ランク。'),
  'query/field-size': field('The size of the file.', 'ファイルのサイズ。'),
  'query/field-fits': field(
    'Leaves out what is known not to fit the chosen model.',
    '選んだモデルに合わないとわかっているものを除く。',
  ),
  'query/field-used': field(
    'When it was last used: a date, less than 30 days ago (<30d), or never.',
    '最後に使った日時。日付、30 日以内（<30d）、または一度も使っていない（never）。',
  ),
  'query/field-added': field('When it was found first.', '最初に見つかった日時。'),
  'query/field-folder': field(
    'The folder it lies in, with those below.',
    '入っているフォルダー（下位も含む）。',
  ),
  'query/field-trigger': field('Words among its trigger words.', 'トリガーワードに含まれる言葉。'),
  'query/field-like': field(
    'Adapters by how much they do what this one does, the most alike first.',
    'このアダプターの効果に近い順に並べる。',
  ),
  'query/field-duplicates': field(
    'Adapters that do the same as another one, group by group; spare: all but the best of each group.',
    '同じ効果のアダプター（グループごと）。spare は各グループの最良のもの以外。',
  ),
  'query/field-versions': field(
    'Epochs and versions of one training as one card, or each for itself (apart).',
    '同じ学習のエポックやバージョンを 1 枚のカードにまとめる（together）か、別々に表示する（apart）。',
  ),
  'query/field-in': field('A collection it belongs to.', '入っているコレクション。'),
  'query/field-is': field('A favourite, broken, or missing.', 'お気に入り、破損、または見つからないもの。'),
  'query/field-has': field(
    'Whether it has a preview, tags, trigger words or notes.',
    'プレビュー、タグ、トリガーワード、メモがあるもの。',
  ),
  'query/field-model': field('The model it was made with.', '使ったモデル。'),
  'query/field-adapter': field('An adapter it was made with.', '使ったアダプター。'),
  'query/field-sampler': field('The sampler it was made with.', '使ったサンプラー。'),
  'query/field-picture-size': field('Width and height in pixels.', '幅と高さ（ピクセル）。'),
  'query/field-width': field('Its width in pixels.', '幅（ピクセル）。'),
  'query/field-height': field('Its height in pixels.', '高さ（ピクセル）。'),
  'query/field-steps': field('How many steps it took.', 'ステップ数。'),
  'query/field-source': field('The program that made it.', '生成したプログラム。'),
  'query/field-seed': field('The seed it was made from.', 'シード。'),
  'query/field-date': field('When it was made.', '作成した日時。'),
  'query/field-is-picture': field('A favourite.', 'お気に入り。'),
}
