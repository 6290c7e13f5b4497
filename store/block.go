package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/news"
)

type blockHash = [sha256.Size]byte

// addBlocks makes the blocks the version's, in order; texts that are known are not stored again.
func (t *Tx) addBlocks(ctx context.Context, versionID int64, blocks []news.Block) error {
	ids, err := t.blockIDs(ctx, blocks)
	if err != nil {
		return err
	}
	rows := make([][]any, len(blocks))
	for place, b := range blocks {
		links, err := linksJSON(b.Links)
		if err != nil {
			return err
		}
		rows[place] = []any{versionID, int64(place), string(b.Kind), ids[sha256.Sum256([]byte(b.Text))], micros(b.At), links}
	}
	return insertRows(ctx, t, "INSERT INTO version_block (version_id, place, kind, block_id, at, links) VALUES ", rows, "")
}

// blockIDs gives the ids of the blocks' texts by hash, adding those that are new.
func (t *Tx) blockIDs(ctx context.Context, blocks []news.Block) (map[blockHash]int64, error) {
	texts := make(map[blockHash]string, len(blocks))
	for _, b := range blocks {
		texts[sha256.Sum256([]byte(b.Text))] = b.Text
	}
	ids := make(map[blockHash]int64, len(texts))
	if err := t.knownBlocks(ctx, texts, ids); err != nil || len(texts) == 0 {
		return ids, err
	}
	if err := t.insertBlocks(ctx, texts); err != nil {
		return nil, err
	}
	return ids, t.knownBlocks(ctx, texts, ids)
}

// knownBlocks moves the texts that the database has from texts to ids.
func (t *Tx) knownBlocks(ctx context.Context, texts map[blockHash]string, ids map[blockHash]int64) error {
	for chunk := range slices.Chunk(sortedHashes(texts), maxRows) {
		args := make([]any, len(chunk))
		for i, hash := range chunk {
			args[i] = hash[:]
		}
		if err := t.scanBlocks(ctx, args, texts, ids); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) scanBlocks(ctx context.Context, args []any, texts map[blockHash]string, ids map[blockHash]int64) error {
	rows, err := t.raw.QueryContext(ctx, "SELECT id, hash FROM block WHERE hash IN ("+placeholders(1, len(args))+")", args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id int64
		var hash []byte
		if err := rows.Scan(&id, &hash); err != nil {
			return err
		}
		ids[blockHash(hash)] = id
		delete(texts, blockHash(hash))
	}
	return rows.Err()
}

// insertBlocks adds texts in the order of their hashes: two transactions that add the same texts then wait for one
// another in one order, and never each for the other.
func (t *Tx) insertBlocks(ctx context.Context, texts map[blockHash]string) error {
	var rows [][]any
	for _, hash := range sortedHashes(texts) {
		same := sameHash(texts[hash])
		rows = append(rows, []any{hash[:], same[:], texts[hash]})
	}
	return insertRows(ctx, t, "INSERT INTO block (hash, same, text) VALUES ", rows, " ON CONFLICT (hash) DO NOTHING")
}

func sortedHashes(texts map[blockHash]string) []blockHash {
	hashes := make([]blockHash, 0, len(texts))
	for hash := range texts {
		hashes = append(hashes, hash)
	}
	slices.SortFunc(hashes, func(a, b blockHash) int { return bytes.Compare(a[:], b[:]) })
	return hashes
}

// maxRows keeps a statement's parameters far below what both databases take (32,766 and 65,535).
const maxRows = 500

// insertRows inserts many rows with few statements; insert ends before the first "(" of the values.
func insertRows(ctx context.Context, t *Tx, insert string, rows [][]any, conflict string) error {
	for chunk := range slices.Chunk(rows, maxRows) {
		var values []string
		var args []any
		for _, row := range chunk {
			values = append(values, "("+placeholders(len(args)+1, len(row))+")")
			args = append(args, row...)
		}
		if _, err := t.raw.ExecContext(ctx, insert+strings.Join(values, ", ")+conflict, args...); err != nil {
			return err
		}
	}
	return nil
}

// placeholders gives n of them: "$3, $4, $5" from 3.
func placeholders(from, n int) string {
	marks := make([]string, n)
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", from+i)
	}
	return strings.Join(marks, ", ")
}
