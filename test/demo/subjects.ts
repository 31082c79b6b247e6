// Twenty subjects of the demo model, as varied as its labels are; every background colour twice.
const backgrounds = [
  'white',
  'black',
  'red',
  'green',
  'blue',
  'yellow',
  'orange',
  'purple',
  'pink',
  'gray',
] as const

const names = [
  'frog',
  'pizza',
  'rocket',
  'strawberry',
  'panda',
  'octopus',
  'umbrella',
  'fox',
  'cupcake',
  'sunflower',
  'penguin',
  'house',
  'pear',
  'balloon',
  'dolphin',
  'mushroom',
  'guitar',
  'cat face',
  'carrot',
  'butterfly',
] as const

export type Subject = { readonly name: string; readonly prompt: string; readonly seed: number }

export const subjects: readonly Subject[] = names.map((name, index) => ({
  name,
  // Neighbours of the list do not share a colour, and the second round begins elsewhere.
  prompt: `${name} on a ${backgrounds[(index * 3 + Math.floor(index / 10)) % 10]!} background`,
  seed: 100 + index,
}))
