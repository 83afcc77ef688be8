"""All rules that an archive is held to, as one table: what each says, weighs and advises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fault", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `about` is a sentence that is true of a sound archive; `advice` what to do else.

    Any broken fault rule makes the archive faulty; warnings and notes do not.
    """

    id: str
    about: str
    advice: str
    severity: Severity = "fault"


_RESTORE = "put the file back from a backup; `backissue rebuild` then makes the rows anew"
_WRITER = "the program that wrote it has to be mended; nothing can be done to the file"
_REBUILD = "`backissue rebuild` makes the tables anew from the WARC files"
_REWRITE = "write it anew with `backissue export`"

# fmt: off
_TABLE = (
    # files
    Rule("readable", "every file can be read", "look at the disk and at the permissions"),
    Rule("closed", "no file was left open by a writer that is gone",
         "`backissue crawl` or the daemon repairs and closes it at its start"),
    Rule("parked", "no torn bytes were parked aside",
         "they were never announced; remove the file when you do not want to look at it", "note"),
    Rule("file-name", "files are named PREFIX-14DIGITS-SERIAL-HOST.warc.gz",
         "other tools may sort it wrongly", "warning"),
    Rule("file-size", "no file is much larger than where it is rolled",
         "some tools are slow with large files", "warning"),
    Rule("member-whole", "every gzip member is whole, with nothing between, behind or around it",
         "a torn end of an .open file is repaired by `backissue crawl`; else " + _RESTORE),
    Rule("one-record", "one record a gzip member", _WRITER),
    Rule("warcinfo-first", "a warcinfo record comes first and names its own file",
         "give the file its name back; else " + _WRITER),
    Rule("warcinfo-what", "warcinfo says software, format and conformsTo", _WRITER),
    Rule("warcinfo-who", "warcinfo says who crawled, as whom, and how robots.txt was taken",
         _WRITER, "warning"),
    # each record
    Rule("header", "a record begins with a WARC header that ends", _RESTORE),
    Rule("version", "records are of WARC/1.1", _WRITER),
    Rule("fields-there", "type, id, date and length are there", _WRITER),
    Rule("fields-once", "no field comes twice that may not", _WRITER),
    Rule("fields-known", "WARC- fields are the standard's or on the IIPC's list", _WRITER,
         "warning"),
    Rule("type-known", "records are of a type that the standard names", _WRITER, "warning"),
    Rule("record-id", "a record's id is a <urn:uuid:…>", _WRITER),
    Rule("date", "WARC-Date is a moment in UTC", _WRITER),
    Rule("length", "a block is as long as its header says, and CR LF CR LF follow", _RESTORE),
    Rule("target-uri", "WARC-Target-URI is absolute, bare and ASCII", _WRITER),
    Rule("content-type", "Content-Type fits the record's type", _WRITER),
    Rule("block-digest", "the block digest is there and right", _RESTORE),
    Rule("payload-digest", "a payload digest is right", _RESTORE),
    Rule("ip-address", "WARC-IP-Address is an address", _WRITER),
    Rule("truncated-reason", "WARC-Truncated is length, time, disconnect or unspecified", _WRITER),
    Rule("http-head", "an HTTP block begins with its request line or final status, and has a head",
         _WRITER),
    Rule("framing", "a body is as long as its head says, or WARC-Truncated says why not", _WRITER),
    Rule("chunks", "a body said to be in chunks is", _WRITER),
    Rule("chunks-meant", "a body that was given up on is in chunks, where the server said so",
         "the server did not send what it said: the bytes are as they came", "warning"),
    Rule("metadata", "metadata is of name: value lines and tied to a record", _WRITER),
    Rule("announcement", "an announcement can be read, and tells its file's warcinfo",
         "update backissue when it is of a later version; else " + _RESTORE),
    # records among each other
    Rule("id-once", "no record's id comes twice", "remove the copy of the file"),
    Rule("warcinfo-there", "WARC-Warcinfo-ID names a warcinfo record that is there", _RESTORE),
    Rule("pairs", "every answer has its request, with the same URI and date", _WRITER),
    Rule("partners", "WARC-Concurrent-To names records that are there", _RESTORE),
    Rule("entity-digest", "the digest of the body without chunks is right", _RESTORE),
    Rule("revisit-fields", "a revisit has a known profile and says what it refers to", _WRITER),
    Rule("revisit-original", "a revisit's original is there, with that URI, date and digest",
         "look at the folder that holds the original too; else " + _RESTORE),
    Rule("revisit-bare", "a revisit of an equal payload has no body, and says so", _WRITER),
    Rule("revisit-304", "a revisit of an unmodified page is a 304", _WRITER),
    # indexes and packages
    Rule("cdxj-sorted", "a CDXJ is in byte order", _REWRITE),
    Rule("cdxj-lines", "a CDXJ line leads to its record and agrees with it", _REWRITE),
    Rule("cdxj-complete", "a CDXJ has a line for each capture beside it", _REWRITE),
    Rule("wacz-form", "a WACZ is a zip file with a data package and pages", _REWRITE),
    Rule("wacz-listed", "a WACZ lists what it holds, with right sizes and digests", _REWRITE),
    Rule("wacz-stored", "a WACZ keeps WARC files stored, in entries that players can read",
         _REWRITE),
    # the tables
    Rule("database", "SQLite finds its file whole and every reference leads somewhere",
         "put backissue.db back from a backup, or " + _REBUILD),
    Rule("row-bytes", "every capture row leads to its record",
         "put the WARC file back from a backup; when it is lost, " + _REBUILD),
    Rule("row-facts", "a capture row says what its record says", _REBUILD),
    Rule("row-answer", "a capture row without a place has no answer in the files", _REBUILD),
    Rule("texts", "revisions and comments lead to a capture that has bytes", _REBUILD),
    Rule("orphans", "no story is without revisions, and counts are right", _REBUILD),
    Rule("search-index", "the search index holds the words of every story", _REBUILD),
    Rule("announced", "rows of announcements lead to their records, and these to captures",
         _REBUILD),
    Rule("unbroken", "announcements are numbered without a gap",
         "a file is missing: put it back from a backup; what it brought in is lost without",
         "warning"),
    Rule("accounted", "every capture in the files has a row",
         "the next `backissue crawl`, or `backissue rebuild`, takes them in", "warning"),
    Rule("named", "every capture row is named by an announcement",
         "the next `backissue crawl`, or `backissue rebuild`, announces it anew", "warning"),
    Rule("removed", "what was forgotten by law is gone from the files",
         "removing was interrupted: `backissue forget` or the next `backissue crawl` finishes it"),
    Rule("forgotten", "nothing was forgotten by law", "tombstones stand for it", "note"),
)
# fmt: on

RULES: dict[str, Rule] = {rule.id: rule for rule in _TABLE}
