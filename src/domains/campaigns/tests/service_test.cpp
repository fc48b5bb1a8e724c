#include "domains/campaigns/service.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "campaigns_on.hpp"
#include "support/refused.hpp"

using namespace promo;
using campaigns::Draft;
using campaigns::Platform;
using campaigns::Status;
using core::RefusalCode;
using tests::CampaignsOn;
using tests::for_each_database;
using tests::refused;

TEST_CASE("a campaign goes back to being ahead when its days are moved") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-11", "2026-03-12");
        CHECK(on.status(id) == Status::scheduled);
        const auto moved = [&](const char* start, const char* end) {
            Draft draft;
            draft.start_date = start;
            draft.end_date = end;
            return on.campaigns.change(on.kAcme, on.kOwner, id, draft, {}).status;
        };
        CHECK(moved("2026-03-01", "2026-03-02") == Status::expired);
        CHECK(moved("2026-04-01", "2026-04-02") == Status::scheduled);
        CHECK(moved("2026-03-10", "2026-03-10") == Status::ongoing);
        on.clock.set(*core::parse_iso8601("2026-03-11T03:59:59Z"));  // midnight in New York is at 04:00
        CHECK(on.status(id) == Status::ongoing);
        on.clock.set(*core::parse_iso8601("2026-03-11T04:00:00Z"));
        CHECK(on.status(id) == Status::expired);
    });
}

TEST_CASE("a change says what it changes, once, and not over somebody else's") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12", {Platform::instagram});
        Draft draft;
        draft.title = "Summer";
        const auto changed = on.campaigns.change(on.kAcme, on.kOwner, id, draft, 1);
        CHECK(changed.title == "Summer");
        CHECK(changed.prize == "A watch");
        CHECK(changed.platforms == std::vector{Platform::instagram});
        CHECK(changed.revision == 2);
        CHECK(on.campaigns.change(on.kAcme, on.kOwner, id, draft, 2).revision == 2);
        const auto late = refused([&] { on.campaigns.change(on.kAcme, on.kOwner, id, draft, 1); });
        CHECK(late.code() == RefusalCode::conflict);
        CHECK(on.actions() == std::vector<std::string>{"campaign.changed", "campaign.created"});
    });
}

TEST_CASE("a frame is an upload of the tenant, by its id or its address, and can be taken away") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto frame = on.frame();
        const auto id = on.made("2026-03-10", "2026-03-12");
        const auto with = [&](auto member, const std::string& text) {
            Draft draft;
            draft.*member = text;
            return on.campaigns.change(on.kAcme, on.kOwner, id, draft, {});
        };
        const auto framed = with(&Draft::overlay_id, frame);
        const auto url = "https://promo.example/objects/uploads/acme/" + frame + ".png";
        CHECK(framed.overlay_url == url);
        CHECK(framed.overlay_preview_url.has_value());
        const auto in_use = [&] {
            return on.database.read(on.kAcme,
                                    [&](db::Tx& tx) { return campaigns::Service::overlays_in_use(tx, on.kAcme); });
        };
        CHECK(in_use() == std::vector{frame});
        CHECK_FALSE(with(&Draft::overlay_id, "").overlay_url);
        CHECK(in_use().empty());
        CHECK(with(&Draft::overlay_url, url).overlay_id == frame);
        const std::vector<std::string> strange{"https://evil.example/uploads/acme/" + frame + ".png",
                                               "https://promo.example/objects/uploads/other/" + frame + ".png",
                                               "../../x"};
        for (const auto& wrong : strange) {
            CHECK(refused([&] { with(&Draft::overlay_url, wrong); }).field() == "overlay_url");
            CHECK(refused([&] { with(&Draft::overlay_id, wrong); }).field() == "overlay_id");
        }
        Draft theirs;
        theirs.title = "Theirs";
        theirs.start_date = theirs.end_date = "2026-03-10";
        theirs.overlay_id = frame;
        CHECK(refused([&] { on.campaigns.create(on.kOther, on.kOwner, theirs); }).field() == "overlay_id");
        CHECK(on.rows("campaigns") == 1);
    });
}

TEST_CASE("a campaign leaves with its entries and its supporters") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        on.submissions.submit(id, tests::typed("a@b.example", "https://instagram.com/p/1"), "203.0.113.1");
        on.supporters.support(id, "0123456789abcdef", "203.0.113.1");
        on.campaigns.remove(on.kAcme, on.kOwner, id);
        for (const auto* table : {"campaigns", "submissions", "campaign_supporters"})
            CHECK(on.rows(table) == 0);
        CHECK(on.actions().front() == "campaign.deleted");
        CHECK(refused([&] { on.campaigns.remove(on.kAcme, on.kOwner, id); }).code() == RefusalCode::not_found);
    });
}

TEST_CASE("a frame that cannot be read is asked for again after a while, not by every visitor") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        Draft draft;
        draft.overlay_id = on.frame();
        on.campaigns.change(on.kAcme, on.kOwner, id, draft, {});
        const auto file =
            std::filesystem::path(on.folder.path()) / (uploads::Service::key(on.kAcme, *draft.overlay_id) + '~');
        REQUIRE(std::filesystem::exists(file));
        const auto aside = std::filesystem::path(on.folder.path()) / "aside";
        std::filesystem::rename(file, aside);
        std::ofstream(file) << "no object";

        const auto without = on.posters.picture(id);
        std::filesystem::rename(aside, file);
        CHECK(on.posters.picture(id).jpeg == without.jpeg);
        on.clock.advance(campaigns::posters::Service::kWithoutFrame);
        CHECK(on.posters.picture(id).tag != without.tag);
    });
}

TEST_CASE("the picture of a campaign is drawn once, anew when what it shows changes, and does without a lost frame") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        const auto first = on.posters.picture(id);
        CHECK(on.posters.picture(id).jpeg == first.jpeg);
        Draft draft;
        draft.overlay_id = on.frame();
        on.campaigns.change(on.kAcme, on.kOwner, id, draft, {});
        const auto framed = on.posters.picture(id);
        CHECK(framed.tag != first.tag);
        on.objects.remove(uploads::Service::key(on.kAcme, *draft.overlay_id));
        Draft renamed;
        renamed.title = "Summer";
        on.campaigns.change(on.kAcme, on.kOwner, id, renamed, {});
        CHECK(rendering::decode(*on.posters.picture(id).jpeg).size == campaigns::posters::kPoster);
    });
}
