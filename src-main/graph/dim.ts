// One extent of a shape: a number, or a monomial of symbols such as "height/2" or "height*width/4" in canonical text.

export type Dim = number | string
