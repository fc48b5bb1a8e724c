#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "campaigns_on.hpp"
#include "support/refused.hpp"

using namespace promo;
using core::RefusalCode;
using tests::CampaignsOn;
using tests::for_each_database;
using tests::refused;
using tests::typed;

namespace {

constexpr const char* kPost = "https://www.instagram.com/p/1/";

// Another network each time.
std::string address(int number) {
    return "203.0.113." + std::to_string(number);
}

}  // namespace

TEST_CASE("a person enters once, whatever the case of the address") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        on.submissions.submit(id, typed("Olga@acme.example", kPost), address(1));
        const auto again = refused([&] { on.submissions.submit(id, typed("olga@ACME.example", kPost), address(2)); });
        CHECK(again.code() == RefusalCode::conflict);
        CHECK(again.field() == "email");
        const auto other = on.made("2026-03-10", "2026-03-12");
        on.submissions.submit(other, typed("olga@acme.example", kPost), address(3));
        CHECK(on.rows("submissions") == 2);
    });
}

TEST_CASE("ten people who press at once, all with one address, are one entry") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        std::atomic<int> taken = 0;
        std::vector<std::thread> people;
        for (int i = 0; i < 10; ++i) {
            people.emplace_back([&, i] {
                try {
                    on.submissions.submit(id, typed("olga@acme.example", kPost), address(i));
                    ++taken;
                } catch (const core::Refusal&) {
                }
            });
        }
        for (auto& person : people)
            person.join();
        CHECK(taken == 1);
        CHECK(on.rows("submissions") == 1);
    });
}

TEST_CASE("an entry needs an address, a post, and a campaign that is on") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-11", "2026-03-12", {campaigns::Platform::instagram});
        const auto refusal = [&](const campaigns::submissions::Typed& entry) {
            return refused([&] { on.submissions.submit(id, entry, address(1)); });
        };
        CHECK(refusal(typed("nobody", kPost)).field() == "email");
        CHECK(refusal(typed("a@b.example", "")).code() == RefusalCode::invalid);
        CHECK(refusal(typed("a@b.example", "https://evil.example/p/1")).field() == "instagram_url");
        auto program = typed("a@b.example", kPost);
        program.website = "https://spam.example";
        CHECK(refusal(program).code() == RefusalCode::invalid);
        const auto early = refusal(typed("a@b.example", kPost));
        CHECK(early.code() == RefusalCode::conflict);
        CHECK(early.message().find("2026-03-11") != std::string::npos);
        on.clock.set(*core::parse_iso8601("2026-03-11T12:00:00Z"));
        auto elsewhere = typed("a@b.example", kPost);
        elsewhere.links.twitter_url = "https://x.com/a/status/1";
        CHECK(refusal(elsewhere).field() == "twitter_url");
        on.clock.set(*core::parse_iso8601("2026-03-13T04:00:00Z"));
        const auto late = refusal(typed("a@b.example", kPost));
        CHECK(late.code() == RefusalCode::conflict);
        CHECK(late.message().find("2026-03-12") != std::string::npos);
        CHECK(on.rows("submissions") == 0);
    });
}

TEST_CASE("one network sends ten entries in ten minutes, and another is not held up by it") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        const auto enter = [&](int person, const std::string& from) {
            on.submissions.submit(id, typed("p" + std::to_string(person) + "@b.example", kPost), from);
        };
        for (int i = 0; i < 10; ++i)
            enter(i, "2001:db8::" + std::to_string(i));
        const auto held = refused([&] { enter(10, "2001:db8::99"); });
        CHECK(held.code() == RefusalCode::rate_limited);
        CHECK(held.retry_after() == std::chrono::minutes(10));
        enter(11, "2001:db8:1::1");
        on.clock.advance(std::chrono::minutes(10));
        enter(12, "2001:db8::99");
        CHECK(on.rows("submissions") == 12);
    });
}

TEST_CASE("a campaign takes so many entries in a minute, from however many networks, and another campaign goes on") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        const auto submit = [&](const std::string& campaign, int i) {
            on.submissions.submit(campaign, typed(std::to_string(i) + "@acme.example", kPost), address(i));
        };
        constexpr int kMost = static_cast<int>(campaigns::submissions::Service::kPerCampaign.tries);
        for (int i = 0; i < kMost; ++i)
            submit(id, i);
        CHECK(refused([&] { submit(id, kMost); }).code() == RefusalCode::rate_limited);
        submit(on.made("2026-03-10", "2026-03-12"), kMost);
        on.clock.advance(std::chrono::minutes(1));
        submit(id, kMost);
    });
}

TEST_CASE("one network supports so often in ten minutes, and another is not held up by it") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        const auto support = [&](int visitor, const std::string& from) {
            return on.supporters.support(id, "visitor-of-this-test-" + std::to_string(visitor), from);
        };
        constexpr int kMost = static_cast<int>(campaigns::supporters::Service::kPerNetwork.tries);
        for (int i = 0; i < kMost; ++i)
            support(i, address(1));
        CHECK(refused([&] { support(kMost, address(1)); }).code() == RefusalCode::rate_limited);
        CHECK(support(kMost, address(2)) == kMost + 1);
    });
}

TEST_CASE("entries are read newest first, page by page, and all of them as a table that runs nothing") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        std::vector<std::string> entered;
        for (int i = 0; i < 5; ++i) {
            // Two within one millisecond, too.
            on.clock.advance(i % 2 == 0 ? core::Duration(1'000'000) : core::Duration(1));
            auto entry = typed("p" + std::to_string(i) + "@b.example", kPost);
            if (i == 0) entry.email = "=cmd|'/c'!a1@b.example";
            entered.insert(entered.begin(), on.submissions.submit(id, entry, address(i)));
        }
        std::vector<std::string> read;
        campaigns::submissions::Filter filter{.search = {}, .after = {}, .limit = 2};
        do {
            const auto page = on.submissions.list(on.kAcme, id, filter);
            CHECK(page.submissions.size() <= 2);
            for (const auto& entry : page.submissions)
                read.push_back(entry.id);
            filter.after = page.next;
        } while (filter.after);
        CHECK(read == entered);
        filter.after = "01890000-0000-7000-8000-000000000000";
        CHECK(refused([&] { on.submissions.list(on.kAcme, id, filter); }).field() == "after");
        const auto found = [&](const std::string& search) {
            return on.submissions.list(on.kAcme, id, {.search = search, .after = {}, .limit = 9}).submissions.size();
        };
        CHECK(found("P3@") == 1);
        CHECK(found("@b.ex") == 5);
        CHECK(found("%") == 0);
        CHECK(found("_3@") == 0);

        const auto csv = on.submissions.csv(on.kAcme, id);
        CHECK(csv.starts_with("id,created_at,email,instagram_url,twitter_url,facebook_url\r\n"));
        CHECK(std::ranges::count(csv, '\n') == 6);
        CHECK(csv.find(",'=cmd|'/c'!a1@b.example,") != std::string::npos);
        CHECK(csv.find(",=") == std::string::npos);
    });
}

TEST_CASE("a supporter counts once, and what is stored of him does not say who he is") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        const std::string visitor = "0123456789abcdef";
        CHECK(on.supporters.support(id, visitor, address(1)) == 1);
        CHECK(on.supporters.support(id, visitor, address(1)) == 1);
        CHECK(on.supporters.support(id, "another-visitor_1", address(1)) == 2);
        CHECK(on.campaigns.published(id).view.supporters == 2);
        for (const std::string wrong : {"short", "0123456789abcde\n", "0123456789abcdeä"})
            CHECK(refused([&] { on.supporters.support(id, wrong, address(1)); }).field() == "visitor");
        const auto stored = on.database.read(on.kAcme, [&](db::Tx& tx) {
            return tx.all<std::string>(
                {"test.visitors", "SELECT visitor FROM campaign_supporters WHERE tenant_id = $1"}, on.kAcme);
        });
        for (const auto& text : stored)
            CHECK(text.find(visitor) == std::string::npos);
        on.clock.set(*core::parse_iso8601("2026-03-13T04:00:00Z"));
        CHECK(refused([&] { on.supporters.support(id, "another-visitor_2", address(1)); }).code() ==
              RefusalCode::conflict);
    });
}
