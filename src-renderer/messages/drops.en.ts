// English: what would happen to things that are dragged over the app, and what became of them.
export const dropsEn = {
  label: 'What is dragged over the app',
  title: (n: number) => (n === 1 ? 'Let go to use it here' : `Let go to use these ${n} here`),
  titleNothing: (n: number) => (n === 1 ? 'Nothing here takes this' : `Nothing here takes these ${n}`),
  /** A browser names nothing before it is let go. */
  ifItIs: 'What it is shows when it is let go.',
  kinds: {
    picture: 'Picture',
    caption: 'Caption',
    weights: 'Model or adapter',
    configuration: 'Configuration',
    folder: 'Folder',
    other: 'Anything else',
  },
  /** Where nothing takes a kind: which place does. */
  notHere: 'Not taken here.',
  elsewhere: {
    picture: 'Create uses the settings of a picture, Train learns from pictures, the gallery keeps them.',
    caption: 'Captions go along with their pictures, in Train.',
    weights: 'Models and adapters are used in Create.',
    configuration: 'It is opened in Train.',
    folder: 'An open training takes folders of pictures; Settings names those of models.',
    other: 'Nothing in Lamina takes such a file.',
  },
  notTaken: (name: string, others: number) =>
    others === 0 ? `“${name}” was not taken.` : `“${name}” and ${others} more were not taken.`,
  toTraining: {
    picture: 'Is learned from in this training.',
    caption: 'Goes along with the picture of the same name.',
    folder: 'Its pictures are learned from in this training, with their captions.',
  },
  toNewTraining: {
    picture: 'Begins a new training.',
    caption: 'Goes along with the picture of the same name.',
    folder: 'Its pictures begin a new training, with their captions.',
  },
  toCreate: 'A model becomes the base of Create, an adapter joins its stack.',
  toLibrary: 'Its models and adapters join the library, where they lie.',
  added: (names: string) => `Added to the stack: ${names}.`,
  inStack: (name: string) => `“${name}” is in the stack already.`,
  chosen: (name: string) => `The base is ${name} now.`,
  chosenVae: (name: string) => `The VAE is ${name} now.`,
  alsoListed: (name: string) => `“${name}” can be chosen in Create.`,
  notRead: (name: string) => `“${name}” was not found in its folder.`,
  folderAdded: (folders: string) => `A model folder now: ${folders}.`,
  question: {
    title: (name: string, others: number) =>
      others === 0
        ? `“${name}” lies in no model folder`
        : `“${name}” and ${others} more lie in no model folder`,
    addFolders: (n: number) =>
      n === 1
        ? 'Lamina uses files where they lie, and copies none. Everything in this folder would be listed:'
        : 'Lamina uses files where they lie, and copies none. Everything in these folders would be listed:',
    whereTo:
      'Lamina uses models and adapters where they lie, and a browser does not tell where that is. Put the file into a model folder, or add its folder in Settings; then drop it here again.',
    add: (n: number) => (n === 1 ? 'Add folder' : 'Add folders'),
  },
  toOpenTraining: 'Opens in this training. One key takes it back.',
  toConfiguredTraining: 'Begins a new training as it says, in Train.',
  oneConfiguration: 'One configuration is opened at a time.',
  learned: (n: number) =>
    n === 1 ? '1 picture is in this training now.' : `${n} pictures are in this training now.`,
  showPictures: 'Show',
  noPictures: (name: string) => `There is no picture in “${name}” that can be learned from.`,
}

type Widen<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { [K in keyof T]: Widen<T[K]> }
export type DropWords = Widen<typeof dropsEn>
