// English: what Civitai and Hugging Face know of a file.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)

export const sitesEn = {
  title: 'What sites say',
  says: (site: string, at: string) => `${site} says, asked on ${at}`,
  saysNothing: (site: string, at: string) => `${site} does not know this file, asked on ${at}`,
  never: 'No site was asked about this file.',
  base: 'Made for',
  tags: 'Tags',
  description: 'Description',
  triggers: 'Trigger words',
  useTriggers: 'Use these trigger words',
  newer: (name: string, at: string | null) => (at === null ? `Newer: ${name}` : `Newer: ${name}, of ${at}`),
  newerFor: (name: string, base: string, at: string | null) =>
    at === null ? `Newer: ${name} for ${base}` : `Newer: ${name} for ${base}, of ${at}`,
  download: 'Download',
  page: (site: string) => `Page at ${site}`,
  copyPage: 'Copy its address',
  fetchPictures: (n: number) => (n === 1 ? 'Fetch its picture' : `Fetch ${number(n)} pictures`),
  fetching: 'Fetching pictures',
  fromHosts: (hosts: string) => `From ${hosts}; nothing but the addresses is sent.`,
  usePicture: (n: number) => `Use picture ${number(n)} as preview`,
  restricted: 'Published as nsfw',
  sent: 'What was sent',
  sentBesides: 'Besides the addresses the name of the program, “Lamina”.',
  sentToken: 'Your token of the site went along.',
  ask: 'Ask Civitai and Hugging Face',
  askAgain: 'Ask the sites again',
  asking: (n: number) => (n === 1 ? 'Ask about this file' : `Ask about ${number(n)} files`),
  hint: 'Nothing has been sent yet. This is all that would be:',
  loading: 'Looking what would be sent',
  nothingToAsk: 'There is nothing to ask: these files are missing.',
  count: (n: number, known: number) =>
    known === 0
      ? `${number(n)} ${n === 1 ? 'file' : 'files'}`
      : `${number(n)} ${n === 1 ? 'file' : 'files'}, ${number(known)} of them asked before`,
  unread: (n: number) =>
    n === 1
      ? 'One file is read first for its SHA-256, which stands where … is.'
      : `${number(n)} files are read first for their SHA-256, which stands where … is.`,
  page2: 'The last address has the number of the model that the answer before it names.',
  tensors:
    'The second address, with the hash of the tensors (AutoV3), is asked where nothing is found by the first.',
  withToken: (site: string) => `Your token of ${site} goes along, to that site alone.`,
  withoutToken: (site: string) => `No token: none is set for ${site}.`,
  more: (n: number) => `and ${number(n)} more`,
  again: 'Ask again about those that were asked before',
  pictures: 'Fetch a picture for each that has none',
  forget: 'Forget what sites said',
  forgotten: (n: number) =>
    n === 0
      ? 'No site has said anything about these.'
      : `What sites said of ${number(n)} ${n === 1 ? 'file' : 'files'} is forgotten.`,
  start: 'Ask',
  cancel: 'Cancel',
}
export type SitesWords = typeof sitesEn
