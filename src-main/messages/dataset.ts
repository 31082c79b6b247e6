// The pictures to learn from: what of a folder is left out, and what is wrong with captions.
import { entry } from './entry.ts'

export const dataset = {
  'dataset/empty': entry({
    facts: { folder: 'discs' },
    en: ({ folder }) => ({
      message: `There are no pictures in "${folder}".`,
      hint: 'Choose a folder with pictures, or with subfolders called like "10_name".',
    }),
    ja: ({ folder }) => ({
      message: `「${folder}」に画像がありません。`,
      hint: '画像のあるフォルダー、または「10_名前」のようなサブフォルダーのあるフォルダーを選んでください。',
    }),
  }),
  'dataset/none-usable': entry({
    facts: { folder: 'discs', count: 3 },
    en: ({ folder, count }) => ({
      message: `None of the ${count} pictures in "${folder}" can be learned from.`,
      hint: 'Choose a folder with other pictures; the details say what is wrong with these.',
    }),
    ja: ({ folder, count }) => ({
      message: `「${folder}」の画像 ${count} 枚は、どれも学習に使えません。`,
      hint: '別のフォルダーを選んでください。理由は詳細にあります。',
    }),
  }),
  'dataset/animated': entry({
    en: { message: 'It is an animation, or has several pages.' },
    ja: { message: 'アニメーションか、複数ページの画像です。' },
  }),
  'dataset/tiny': entry({
    facts: { width: 40, height: 60, least: 64 },
    en: ({ width, height, least }) => ({
      message: `${width}×${height} pixels are too few; the shorter side needs ${least}.`,
    }),
    ja: ({ width, height, least }) => ({
      message: `${width}×${height} ピクセルでは小さすぎます。短い辺に ${least} ピクセル必要です。`,
    }),
  }),
  'dataset/odd-shape': entry({
    facts: { width: 2000, height: 100 },
    en: ({ width, height }) => ({ message: `${width}×${height} is too long and thin to learn from.` }),
    ja: ({ width, height }) => ({ message: `${width}×${height} は細長すぎて学習に使えません。` }),
  }),
  'dataset/duplicate': entry({
    facts: { name: 'a.png' },
    en: ({ name }) => ({ message: `The same file as "${name}".` }),
    ja: ({ name }) => ({ message: `「${name}」と同じファイルです。` }),
  }),
  'dataset/look-alike': entry({
    facts: { name: 'a.png' },
    en: ({ name }) => ({ message: `It looks the same as "${name}".` }),
    ja: ({ name }) => ({ message: `「${name}」と同じに見えます。` }),
  }),
  'dataset/by-hand': entry({
    en: { message: 'You left it out.' },
    ja: { message: '手動で除外しました。' },
  }),
  'dataset/unsupported-picture': entry({
    facts: { ending: '.heic' },
    en: ({ ending }) => ({
      message: `Files of the kind ${ending} cannot be read.`,
      hint: 'Save it as PNG, JPEG or WebP.',
    }),
    ja: ({ ending }) => ({
      message: `${ending} のファイルは読めません。`,
      hint: 'PNG、JPEG、WebP で保存し直してください。',
    }),
  }),
  'dataset/mask-of-picture': entry({
    facts: { name: 'a' },
    en: ({ name }) => ({ message: `It is the mask of "${name}", not a picture to learn from.` }),
    ja: ({ name }) => ({ message: `「${name}」のマスクです。学習する画像ではありません。` }),
  }),
  'dataset/plain-folder': entry({
    facts: { name: 'dogs', count: 12 },
    en: ({ name, count }) => ({
      message: `The ${count} pictures in "${name}" are passed over: only subfolders called N_name are read.`,
      hint: `Call it "1_${name}", or move its pictures up.`,
    }),
    ja: ({ name, count }) => ({
      message: `「${name}」の画像 ${count} 枚は読みません。読むのは「N_名前」というサブフォルダーだけです。`,
      hint: `「1_${name}」に名前を変えるか、画像を一つ上に移してください。`,
    }),
  }),
  'dataset/no-repeats': entry({
    facts: { name: '0_dog', count: 12 },
    en: ({ name, count }) => ({
      message: `The ${count} pictures in "${name}" are passed over: its name says 0 repeats.`,
      hint: 'Begin its name with how often its pictures are to come in an epoch.',
    }),
    ja: ({ name, count }) => ({
      message: `「${name}」の画像 ${count} 枚は読みません。名前の繰り返し回数が 0 です。`,
      hint: '1 エポックに何回見るかを名前の先頭に付けてください。',
    }),
  }),
  'dataset/lonely-caption': entry({
    facts: { name: 'a' },
    en: ({ name }) => ({ message: `It is the caption of "${name}", and there is no such picture.` }),
    ja: ({ name }) => ({ message: `「${name}」のキャプションですが、その画像がありません。` }),
  }),
  'dataset/other-captions': entry({
    facts: { count: 12, ending: '.txt', asked: '.caption' },
    en: ({ count, ending, asked }) => ({
      message: `${count} pictures have a ${ending} file, but captions are looked for in ${asked} files.`,
      hint: 'Change "captions.extension" if these are their captions.',
    }),
    ja: ({ count, ending, asked }) => ({
      message: `画像 ${count} 枚に ${ending} ファイルがありますが、キャプションは ${asked} ファイルから読みます。`,
      hint: 'これがキャプションなら captions.extension を変えてください。',
    }),
  }),
  'dataset/caption-not-text': entry({
    en: { message: 'The caption is not UTF-8 text.' },
    ja: { message: 'キャプションが UTF-8 のテキストではありません。' },
  }),
  'dataset/table-not-text': entry({
    en: { message: 'The table is not UTF-8 text.' },
    ja: { message: '表が UTF-8 のテキストではありません。' },
  }),
  'dataset/table-not-object': entry({
    en: { message: 'The table is not a JSON object.' },
    ja: { message: '表が JSON のオブジェクトではありません。' },
  }),
  'dataset/table-line': entry({
    facts: { line: 3 },
    en: ({ line }) => ({ message: `Line ${line} does not name a file and its caption.` }),
    ja: ({ line }) => ({ message: `${line} 行目にファイルとキャプションがありません。` }),
  }),
  'dataset/table-no-columns': entry({
    en: { message: 'The first line of the table must name the columns "file_name" and "text".' },
    ja: { message: '表の一行目に「file_name」と「text」という列の名前が必要です。' },
  }),
  'dataset/table-more': entry({
    facts: { count: 7 },
    en: ({ count }) => ({ message: `There are ${count} more lines like these.` }),
    ja: ({ count }) => ({ message: `ほかにも ${count} 行に同じ問題があります。` }),
  }),
  'dataset/table-no-caption': entry({
    facts: { name: 'a.png' },
    en: ({ name }) => ({ message: `"${name}" has no caption.` }),
    ja: ({ name }) => ({ message: `「${name}」にキャプションがありません。` }),
  }),
  'dataset/table-strangers': entry({
    facts: { count: 2, name: 'b.png' },
    en: ({ count, name }) =>
      count === 1
        ? { message: `One caption of the table is of a picture that is not there: "${name}".` }
        : { message: `${count} captions of the table are of pictures that are not there, as "${name}".` },
    ja: ({ count, name }) => ({
      message: `表のキャプションのうち ${count} 個は、「${name}」など、ここにない画像のものです。`,
    }),
  }),
}
