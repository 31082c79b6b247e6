// PNG text keywords of a picture: A1111's, and ours with the whole record as JSON.

export const infotextKeyword = 'parameters'
export const recordKeyword = 'lamina'
