// Lamina's version, as package.json says it (a test keeps them equal).

export const applicationVersion = '0.1.0'
