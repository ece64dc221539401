// offence: dead-file
