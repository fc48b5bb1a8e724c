#include "domains/campaigns/handlers.hpp"

#include <doctest/doctest.h>

#include "campaigns_on.hpp"
#include "core/json_read.hpp"
#include "support/refused.hpp"

using namespace promo;
using core::RefusalCode;
using http::Role;
using tests::CampaignsOn;
using tests::for_each_database;
using tests::refused;
using enum http::Verb;

namespace {

struct CampaignRead {
    std::string id;
    std::string title;
    std::string start_date;
    std::string end_date;
    std::string status;
    std::optional<std::string> overlay_url;
    std::optional<std::int64_t> submissions;
};
BOOST_DESCRIBE_STRUCT(CampaignRead, (), (id, title, start_date, end_date, status, overlay_url, submissions))

struct AnswerRead {
    bool success = false;
    CampaignRead campaign;
};
BOOST_DESCRIBE_STRUCT(AnswerRead, (), (success, campaign))

template <class T>
T read(const http::Response& response) {
    return core::json::parse<T>(response.body);
}

std::vector<CampaignRead> listed(const http::Response& response) {
    return read<std::vector<CampaignRead>>(response);
}

constexpr const char* kBody =
    R"({"title":"Fair","start_date":"2026-03-20","end_date":"2026-03-21","platforms":["twitter"]})";

}  // namespace

TEST_CASE("anybody reads the campaigns of a business, its people see how many entries there are") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto first = on.made("2026-03-10", "2026-03-12");
        const auto later = on.made("2026-03-15", "2026-03-16");
        const auto seen = listed(on.call(get, "/api/campaigns?tenant=acme"));
        REQUIRE(seen.size() == 2);
        CHECK(seen[0].id == later);
        CHECK(seen[1].id == first);
        CHECK(seen[1].start_date == "2026-03-10");
        CHECK(seen[1].end_date == "2026-03-12");
        CHECK(seen[1].status == "ongoing");
        CHECK_FALSE(seen[0].submissions);
        CHECK(listed(on.call(get, "/api/campaigns", "", Role::member)).at(0).submissions == 0);
        CHECK_FALSE(listed(on.call(get, "/api/campaigns?tenant=acme", "", Role::member, on.kOther)).at(0).submissions);
        CHECK(listed(on.call(get, "/api/campaigns", "", Role::owner, on.kOther)).empty());
        CHECK(read<AnswerRead>(on.call(get, "/api/campaigns/" + first)).campaign.title == "Spring");
        CHECK(refused([&] { on.call(get, "/api/campaigns?tenant=nobody"); }).code() == RefusalCode::not_found);
    });
}

TEST_CASE("nothing of a suspended business is shown to strangers") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto id = on.made("2026-03-10", "2026-03-12");
        on.tenants.set_status(on.kAcme, on.kOwner, tenants::TenantStatus::suspended);
        for (const auto& path : {std::string("/api/campaigns?tenant=acme"), "/api/campaigns/" + id,
                                 "/api/campaigns/" + id + "/picture.jpg"}) {
            CHECK(refused([&] { on.call(get, path); }).code() == RefusalCode::not_found);
        }
        const std::string entry = R"({"email":"a@b.example","instagram_url":"https://instagram.com/p/1"})";
        CHECK(refused([&] { on.call(post, "/api/campaigns/" + id + "/submit", entry); }).code() ==
              RefusalCode::not_found);
    });
}

TEST_CASE("admins make, change and delete campaigns, members read them") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        CHECK(refused([&] { on.call(post, "/api/campaigns", kBody); }).code() == RefusalCode::unauthorized);
        CHECK(refused([&] { on.call(post, "/api/campaigns", kBody, Role::member); }).code() == RefusalCode::forbidden);
        const auto made = on.call(post, "/api/campaigns", kBody, Role::admin);
        CHECK(made.status == 201);
        const auto id = read<AnswerRead>(made).campaign.id;
        const auto path = "/api/campaigns/" + id;
        for (const auto& [verb, where] : {std::pair{put, path}, std::pair{post, path + "/update"}}) {
            CHECK(refused([&] { on.call(verb, where, "{}", Role::member); }).code() == RefusalCode::forbidden);
            CHECK(refused([&] { on.call(verb, where, "{}", Role::admin, on.kOther); }).code() ==
                  RefusalCode::not_found);
            CHECK(read<AnswerRead>(on.call(verb, where, R"({"title":"Fête"})", Role::admin)).campaign.title == "Fête");
        }
        const auto entries = path + "/submissions";
        CHECK(on.call(get, entries, "", Role::member).body == "[]");
        for (const auto& where : {entries, path + "/submissions.csv"})
            CHECK(refused([&] { on.call(get, where, "", Role::owner, on.kOther); }).code() == RefusalCode::not_found);
        CHECK(refused([&] { on.call(delete_, path, "", Role::admin, on.kOther); }).code() == RefusalCode::not_found);
        CHECK(on.call(post, path + "/delete", "", Role::admin).status == 200);
        CHECK(refused([&] { on.call(delete_, path, "", Role::admin); }).code() == RefusalCode::not_found);
    });
}

TEST_CASE("a null takes the frame away, and saying nothing of it does not") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto path = "/api/campaigns/" + on.made("2026-03-10", "2026-03-12");
        const auto overlay_after = [&](const std::string& body) {
            return read<AnswerRead>(on.call(put, path, body, Role::admin)).campaign.overlay_url;
        };
        CHECK(overlay_after(R"({"overlay_id":")" + on.frame() + R"("})").has_value());
        CHECK(overlay_after(R"({"title":"Else"})").has_value());
        CHECK_FALSE(overlay_after(R"({"overlay_url":null})").has_value());
    });
}

TEST_CASE("somebody enters without signing in, and an admin of the business removes the entry") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto path = "/api/campaigns/" + on.made("2026-03-10", "2026-03-12");
        const std::string entry =
            R"({"email":"a@b.example","instagram_url":"","twitter_url":"https://x.com/a/status/1"})";
        const auto taken = on.call(post, path + "/submit", entry);
        CHECK(taken.status == 201);
        CHECK(refused([&] { on.call(post, path + "/submit", entry); }).code() == RefusalCode::conflict);
        const auto list = on.call(get, path + "/submissions", "", Role::member).body;
        CHECK(list.find(R"("instagram_url":null)") != std::string::npos);
        CHECK(list.find(R"("email":"a@b.example")") != std::string::npos);
        const auto id = list.substr(list.find(R"("id":")") + 6, 36);
        const auto one = path + "/submissions/" + id;
        CHECK(refused([&] { on.call(delete_, one, "", Role::member); }).code() == RefusalCode::forbidden);
        CHECK(refused([&] { on.call(delete_, one, "", Role::admin, on.kOther); }).code() == RefusalCode::not_found);
        CHECK(on.call(delete_, one, "", Role::admin).status == 200);
        CHECK(on.rows("submissions") == 0);
    });
}

TEST_CASE("who has the picture of a campaign already gets no second one") {
    for_each_database([](tests::FreshDatabase& fresh) {
        CampaignsOn on(fresh);
        const auto answer = on.call(get, "/api/campaigns/" + on.made("2026-03-10", "2026-03-12") + "/picture.jpg");
        CHECK(answer.content_type == "image/jpeg");
        CHECK(answer.headers.find("Cross-Origin-Resource-Policy") == "cross-origin");
        CHECK(answer.shared_body->starts_with("\xff\xd8"));
        CHECK(answer.headers.find("ETag").has_value());
    });
}
