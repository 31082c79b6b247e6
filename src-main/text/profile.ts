// Whose prompt syntax is spoken; the same two names as in a generation request.
export type TextProfile = 'a1111' | 'comfyui'
