// Go's own packages of the checksum database (golang.org/x/mod/sumdb) as an independent verifier of a log's files.
//
// go run check.go LOG VKEY: opens the checkpoint, reads each entry's hash through a proof from the tiles (height 8), and
// holds the tree of half the size against the whole.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type files string

func (f files) Height() int { return 8 }

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil && tile.W < 256 { // a partial tile may be gone once it is full
			full := strings.SplitN(path, ".p/", 2)[0]
			content, err = os.ReadFile(filepath.Join(string(f), full))
		}
		if err != nil {
			return nil, err
		}
		found = append(found, content[:tile.W*32])
	}
	return found, nil
}

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func must(err error) {
	if err != nil {
		fmt.Println("REFUSED:", err)
		os.Exit(1)
	}
}

func main() {
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	content, err := os.ReadFile(filepath.Join(os.Args[1], "checkpoint"))
	must(err)
	opened, err := note.Open(content, note.VerifierList(verifier))
	must(err)
	var size int64
	lines := strings.Split(opened.Text, "\n")
	fmt.Sscan(lines[1], &size)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	reader := tlog.TileHashReader(tree, files(os.Args[1]))
	half, err := tlog.TreeHash(size/2, reader)
	must(err)
	if size > 1 {
		steps, err := tlog.ProveTree(size, size/2, reader)
		must(err)
		must(tlog.CheckTree(steps, size, tree.Hash, size/2, half))
	}
	checked := 0
	for index := int64(0); index < size; index += 1 + size/50 {
		hash := tlog.RecordHash([]byte(fmt.Sprintf("entry %d", index)))
		proof, err := tlog.ProveRecord(size, index, reader)
		must(err)
		must(tlog.CheckRecord(proof, size, tree.Hash, index, hash))
		checked++
	}
	fmt.Println("ACCEPTED", size, checked)
}
