package news

import (
	"slices"
	"strings"
)

// trackingPrefixes and trackingNames are the query parameters that say where a reader came from and nothing of what
// is read: those of the large advertising, mail and analytics systems and the campaign marks of news software.
// Ambiguous words (ref, source, id, from) are not among them, since some sites choose the article by them.
var (
	trackingPrefixes = []string{
		"__cf_chl_", "_hs", "at_custom", "at_link_", "guce_", "hsa_", "itm_", "matomo_", "mtm_", "piwik_", "pk_", "utm_",
	}
	trackingNames = []string{
		"__twitter_impression", "_branch_match_id", "_ga", "_gl", "at_bbc_team", "at_campaign", "at_format", "at_medium",
		"at_ptr_name", "campaign_id", "cmpid", "dclid", "dicbo", "epik", "fb_action_ids", "fb_action_types", "fb_ref",
		"fb_source", "fbclid", "ftag", "gad_campaignid", "gad_source", "gbraid", "gclid", "gclsrc", "guccounter", "icid",
		"igsh", "igshid", "intcmp", "ito", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ns_campaign", "ns_fee",
		"ns_linkname", "ns_mchannel", "ns_source", "ocid", "oly_anon_id", "oly_enc_id", "rb_clickid", "replytocom", "s_cid",
		"sc_cid", "smid", "spm", "srsltid", "taid", "ttclid", "twclid", "vero_id", "wbraid", "wickedid", "wprov",
		"wt.mc_id", "wt_mc", "wtmc", "xtor", "yclid", "ysclid",
	}
)

// dropTracking leaves the tracking parameters out of a query; all others keep their order and spelling.
func dropTracking(query string) string {
	if query == "" {
		return ""
	}
	pairs := strings.Split(query, "&")
	return strings.Join(slices.DeleteFunc(pairs, tracks), "&")
}

func tracks(pair string) bool {
	name, _, _ := strings.Cut(pair, "=")
	name = strings.ToLower(name)
	begins := func(prefix string) bool { return strings.HasPrefix(name, prefix) }
	return slices.Contains(trackingNames, name) || slices.ContainsFunc(trackingPrefixes, begins)
}
