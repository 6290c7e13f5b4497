package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/stemma-news/stemma/prose"
)

// charsets decodes every file of a folder of folders named by their encodings, with nothing said of them, and prints per
// folder how many give readable text: what the folder's own encoding gives, but for one character in two hundred. The
// files that do not are named.
func charsets(ctx context.Context, args []string) error {
	files, err := filepath.Glob(filepath.Join(args[0], "*", "*"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no folders of files in %s", args[0])
	}
	type tally struct{ files, readable int64 }
	folders, all := map[string]tally{}, tally{}
	var unreadable []string
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		body, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		folder := filepath.Base(filepath.Dir(file))
		n := folders[folder]
		n.files, all.files = n.files+1, all.files+1
		text, name := prose.Decode(body, "")
		if readsAs(text, body, folder) {
			n.readable, all.readable = n.readable+1, all.readable+1
		} else {
			unreadable = append(unreadable, fmt.Sprintf("%s/%s, read as %s", folder, filepath.Base(file), name))
		}
		folders[folder] = n
	}
	fmt.Println("folder                     files  readable   share")
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		n := folders[folder]
		fmt.Printf("%-26s %5d  %8d  %5.1f%%\n", folder, n.files, n.readable, percent(n.readable, n.files))
	}
	fmt.Printf("%-26s %5d  %8d  %5.1f%%\n", "all", all.files, all.readable, percent(all.readable, all.files))
	for _, name := range unreadable {
		fmt.Println("not readable:", name)
	}
	return nil
}

// readsAs says that a text is what a body says in its folder's encoding.
func readsAs(text string, body []byte, folder string) bool {
	enc := encodingOf(folder)
	if enc == nil {
		return false
	}
	want, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return false
	}
	got, meant := []rune(strings.TrimPrefix(text, "\ufeff")), []rune(strings.TrimPrefix(string(want), "\ufeff"))
	if len(got) != len(meant) {
		return false
	}
	differ := 0
	for i := range got {
		if got[i] != meant[i] {
			differ++
		}
	}
	return differ*200 <= len(got)
}

// encodingOf gives the encoding that a folder is named by, perhaps with a language behind it; nil for one that neither
// the web nor we know.
func encodingOf(folder string) encoding.Encoding {
	switch name := strings.ToLower(folder); {
	case name == "cp949":
		return korean.EUCKR
	case name == "ibm855":
		return charmap.CodePage855
	case name == "maccyrillic":
		return charmap.MacintoshCyrillic
	case name == "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case name == "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	default:
		for {
			if enc, _ := charset.Lookup(name); enc != nil {
				return enc
			}
			i := strings.LastIndexByte(name, '-')
			if i < 0 {
				return nil
			}
			name = name[:i]
		}
	}
}
