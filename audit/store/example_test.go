package store_test

import (
	"fmt"

	"auditd/audit/store"
)

// sum is the SHA-256 of no bytes, printf ” | sha256sum.
const sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func show(key store.Key, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(key)
}

func ExampleIncomingKey() {
	show(store.IncomingKey("0198f0c2-5a3e-7cc1-b1f0-6a3e5d1c2b4a"))
	show(store.IncomingKey("../datasets"))
	// Output:
	// incoming/0198f0c2-5a3e-7cc1-b1f0-6a3e5d1c2b4a
	// this is no identifier: "../datasets" (use 1 to 64 lower-case letters, digits and hyphens)
}

func ExampleDatasetKey() {
	show(store.DatasetKey(sum))
	// Output: datasets/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
}

func ExamplePlanKey() {
	show(store.PlanKey(sum))
	// Output: plans/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
}

func ExampleAuditKey() {
	show(store.AuditKey("2026-0001", 1, store.Results))
	show(store.AuditKey("2026-0001", 0, store.Results))
	// Output:
	// audits/2026-0001/1/results.json
	// runs count from 1, not 0
}

func ExampleReportKey() {
	show(store.ReportKey("2026-0001", 1, "报告.pdf"))
	show(store.ReportKey("2026-0001", 1, "../report.pdf"))
	// Output:
	// reports/2026-0001/1/报告.pdf
	// this is no name for a file: "../report.pdf" (use up to 180 bytes without control characters and / \ : * ? " < > |, not beginning with a full stop)
}

func ExamplePackKey() {
	show(store.PackKey("2026-0001", 1, "pack.zip"))
	show(store.SealedKey("2026-0001", 1, "pack.zip"))
	// Output:
	// packs/2026-0001/1/pack.zip
	// sealed/2026-0001/1/pack.zip
}

// The paths for places 0, 999 and 1234067 and for a partial tile are those of C2SP tlog-tiles, "Merkle Tree".
func ExampleTileKey() {
	fmt.Println(store.CheckpointKey())
	show(store.TileKey(0, 0, 256))
	show(store.TileKey(1, 999, 256))
	show(store.TileKey(2, 1234067, 256))
	show(store.TileKey(0, 273, 112))
	show(store.EntriesKey(1000, 3))
	// Output:
	// log/checkpoint
	// log/tile/0/000
	// log/tile/1/999
	// log/tile/2/x001/x234/067
	// log/tile/0/273.p/112
	// log/tile/entries/x001/000.p/3
}

func ExampleParseKey() {
	show(store.ParseKey("audits/2026-0001/1/results.json"))
	show(store.ParseKey("audits/2026-0001/01/results.json"))
	// Output:
	// audits/2026-0001/1/results.json
	// this is no key of an object: "audits/2026-0001/01/results.json"
}

func ExampleOfAudit() {
	fmt.Println(store.AllOf(store.Report))
	fmt.Println(store.OfAudit(store.Report, "2026-0001"))
	fmt.Println(store.OfRun(store.Report, "2026-0001", 2))
	// Output:
	// reports/
	// reports/2026-0001/ <nil>
	// reports/2026-0001/2/ <nil>
}
