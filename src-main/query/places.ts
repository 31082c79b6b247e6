// Where queries are typed, and the fields that each place has.
import type { Field } from './field.ts'
import { galleryFields } from './gallery-fields.ts'
import { libraryFields } from './library-fields.ts'

export const queryPlaces = { library: libraryFields, gallery: galleryFields } as const satisfies Record<
  string,
  readonly Field[]
>
export type QueryPlace = keyof typeof queryPlaces

export function fieldOf(place: QueryPlace, name: string): Field | null {
  return queryPlaces[place].find((field) => field.name === name) ?? null
}
