#include "domains/campaigns/campaign.hpp"

#include <doctest/doctest.h>

#include "support/refused.hpp"

using namespace promo;
using namespace promo::campaigns;

namespace {

const auto kNewYork = core::TimeZone::require("America/New_York");

core::Timestamp at(const char* text) {
    return *core::parse_iso8601(text);
}

Draft draft(const std::string& start, const std::string& end) {
    Draft draft;
    draft.title = " Spring ";
    draft.start_date = start;
    draft.end_date = end;
    return draft;
}

Campaign made(const Draft& draft, const core::TimeZone& zone = kNewYork) {
    Campaign campaign;
    apply(draft, zone, campaign);
    return campaign;
}

std::string wrong(Draft draft) {
    return tests::refused([&] { made(draft); }).field();
}

}  // namespace

TEST_CASE("a campaign lasts from the start of its first day to the end of its last, where its business is") {
    const auto campaign = made(draft("2026-03-07", "2026-03-08"));
    CHECK(campaign.starts_at == at("2026-03-07T05:00:00Z"));
    CHECK(campaign.ends_at == at("2026-03-09T04:00:00Z"));  // the clocks went forward on the 8th
    CHECK(core::to_iso8601(first_day(campaign, kNewYork)) == "2026-03-07");
    CHECK(core::to_iso8601(last_day(campaign, kNewYork)) == "2026-03-08");
    CHECK(campaign.title == "Spring");
}

TEST_CASE("whether a campaign is ahead, on or over follows from the time alone") {
    const auto campaign = made(draft("2026-03-07", "2026-03-08"));
    CHECK(status_at(campaign, campaign.starts_at - core::Duration(1)) == Status::scheduled);
    CHECK(status_at(campaign, campaign.starts_at) == Status::ongoing);
    CHECK(status_at(campaign, at("2026-03-09T03:59:59Z")) == Status::ongoing);
    CHECK(status_at(campaign, campaign.ends_at) == Status::expired);
}

TEST_CASE("a campaign may begin and end at an instant") {
    const auto campaign = made(draft("2026-03-07T10:00:00+01:00", "2026-03-07T23:00:00Z"));
    CHECK(campaign.starts_at == at("2026-03-07T09:00:00Z"));
    CHECK(campaign.ends_at == at("2026-03-07T23:00:00Z"));
    CHECK(core::to_iso8601(last_day(campaign, kNewYork)) == "2026-03-07");
}

TEST_CASE("what a campaign cannot be is refused with the field") {
    CHECK(wrong(draft("2026-03-08", "2026-03-07")) == "end_date");
    CHECK(wrong(draft("2026-03-07T10:00:00Z", "2026-03-07T10:00:00Z")) == "end_date");
    CHECK(wrong(draft("2026-02-30", "2026-03-07")) == "start_date");
    CHECK(wrong(draft("tomorrow", "2026-03-07")) == "start_date");
    CHECK(wrong(draft("2026-03-07", "")) == "end_date");
    CHECK(wrong(draft("0026-03-07", "2026-03-07")) == "start_date");
    CHECK(wrong(draft("2026-03-07", "9999-12-31")) == "end_date");
    const auto with = [](auto member, const std::string& text) {
        auto changed = draft("2026-03-07", "2026-03-08");
        changed.*member = text;
        return changed;
    };
    CHECK(wrong(with(&Draft::title, "  ")) == "title");
    CHECK(wrong(with(&Draft::title, "two\nlines")) == "title");
    CHECK(wrong(with(&Draft::title, std::string(256, 'x'))) == "title");
    CHECK(wrong(with(&Draft::description, std::string(5001, 'x'))) == "description");
    CHECK(wrong(with(&Draft::description, std::string("a\0b", 3))) == "description");
    CHECK(wrong(with(&Draft::prize, std::string(256, 'x'))) == "prize");
    std::string umlauts;
    for (int i = 0; i < 255; ++i)
        umlauts += "ü";
    CHECK(made(with(&Draft::title, umlauts)).title == umlauts);
    CHECK(made(with(&Draft::description, "two\r\nlines")).description == "two\r\nlines");
}

TEST_CASE("a campaign that names no platform takes place on all of them") {
    auto anywhere = draft("2026-03-07", "2026-03-08");
    CHECK(accepts(made(anywhere), Platform::facebook));
    anywhere.platforms = {Platform::twitter, Platform::instagram, Platform::twitter};
    const auto campaign = made(anywhere);
    CHECK(campaign.platforms == std::vector{Platform::instagram, Platform::twitter});
    CHECK(accepts(campaign, Platform::twitter));
    CHECK_FALSE(accepts(campaign, Platform::facebook));
}
