"""Spreadsheets of strangers are read behind a guard, and ours are written so that none acts.

    found = kinds.kind_of(raw)                      # by content, never by name
    with reading.opened(raw) as workbook:           # XLSX or ODS; refused with a sentence
        table = workbook.table(workbook.names[0])   # texts, and marks where a cell was no text
    writing.workbook([writing.Page(...)])           # every cell neutral (OUT-03)

What is refused is refused before the reader of the format sees it: `archive` looks at the zip,
`markup` at the XML, `xlsx` and `ods` at how much a sheet would become.
"""
