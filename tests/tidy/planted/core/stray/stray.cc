// offence: layer
