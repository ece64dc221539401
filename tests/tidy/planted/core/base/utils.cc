// offence: file-name
