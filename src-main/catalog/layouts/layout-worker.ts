// The process that looks for folders of other programs, whose configurations anybody may have written.
import { answerOrders } from '../../files/guarded/process-port.ts'
import { findLayouts } from './find-layouts.ts'
import type { LikelyPlaces } from './likely-places.ts'
import { recogniseLayout } from './recognise-layout.ts'
import type { Surroundings } from './surroundings.ts'

answerOrders({
  recognise: (folder: string, around: Surroundings) => recogniseLayout(folder, around),
  find: (places: LikelyPlaces, around: Surroundings) => findLayouts(places, around),
})
