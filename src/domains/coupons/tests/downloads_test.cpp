#include <doctest/doctest.h>

#include "core/json_read.hpp"
#include "core/log.hpp"
#include "pictures_on.hpp"

using namespace promo;
using rendering::Format;
using templates::Variant;
using tests::body_of;
using tests::for_each_database;
using tests::FreshDatabase;
using tests::PicturesOn;

namespace {

using Rows = std::vector<std::string>;

const std::string kPlace = "/api/render/acme/sale/";

struct ErrorRead {
    std::string code;
    std::string error;
    std::optional<std::string> field;
};
BOOST_DESCRIBE_STRUCT(ErrorRead, (), (code, error, field))

struct LinkRead {
    std::string url;
};
BOOST_DESCRIBE_STRUCT(LinkRead, (), (url))

struct TenantRead {
    std::string id;
    std::string name;
    std::optional<std::string> logo_url;
    std::string initials;
};
BOOST_DESCRIBE_STRUCT(TenantRead, (), (id, name, logo_url, initials))

struct TemplateRead {
    std::string slug;
    std::string name;
    core::json::Raw meta;
};
BOOST_DESCRIBE_STRUCT(TemplateRead, (), (slug, name, meta))

struct PageRead {
    TenantRead tenant;
    bool checks_coupons = false;
    std::vector<TemplateRead> templates;
};
BOOST_DESCRIBE_STRUCT(PageRead, (), (tenant, checks_coupons, templates))

ErrorRead error_of(const http::Response& response) {
    return core::json::parse<ErrorRead>(response.body);
}

PageRead page_of(const http::Response& response) {
    CAPTURE(response.body);
    REQUIRE(response.status == 200);
    return core::json::parse<PageRead>(response.body);
}

// The path and query of a new link.
std::string link(PicturesOn& on, const std::string& more = R"("text":"summer 20")") {
    const auto response =
        on.post("/api/render-links", R"({"template":"sale","variant":"square","format":"jpg",)" + more + '}');
    CAPTURE(response.body);
    REQUIRE(response.status == 200);
    const std::string base = "https://promo.example";
    const auto url = core::json::parse<LinkRead>(response.body).url;
    REQUIRE(url.starts_with(base));
    return url.substr(base.size());
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

void rename_sale(PicturesOn& on, bool outline) {
    templates::Draft draft;
    draft.faces[Variant::square].emplace().outline = outline;
    on.templates.change(on.acme, on.actor, "sale", draft, std::nullopt);
}

}  // namespace

TEST_CASE("a coupon page shows whose it is and the templates in the tenant's order") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        on.templates.duplicate(on.acme, on.actor, "sale", "First of all");
        on.templates.reorder(on.acme, on.actor, {"sale-copy", "sale"});
        on.tenants.describe(on.acme, on.actor,
                            {.name = {}, .support_email = {}, .logo_key = "logos/acme/1.png", .time_zone = {}});
        const auto page = page_of(on.get("/api/coupon-page?tenant=acme"));
        CHECK(page.tenant.id == "acme");
        CHECK(page.tenant.name == "Acme Signals");
        CHECK(page.tenant.initials == "AS");
        CHECK(page.tenant.logo_url == "https://promo.example/objects/logos/acme/1.png");
        CHECK_FALSE(page.checks_coupons);
        REQUIRE(page.templates.size() == 2);
        CHECK(page.templates[0].name == "First of all");
        CHECK(page.templates[1].slug == "sale");
        CHECK(page.templates[1].meta.text.find("https://promo.example/objects/uploads/acme/") != std::string::npos);
        on.coupons.save(on.acme, on.actor, {coupons::Provider::list, {}});
        CHECK(page_of(on.get("/api/coupon-page?tenant=acme")).checks_coupons);
        CHECK(page_of(on.get("/api/coupon-page?tenant=bolt")).tenant.logo_url == std::nullopt);
    });
}

TEST_CASE("there is no coupon page of a tenant that is unknown or suspended") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        CHECK(on.get("/api/coupon-page?tenant=nobody").status == 404);
        CHECK(on.get("/api/coupon-page").status ==
              404);  // the first tenant of an installation is not there in this test
        on.suspend();
        CHECK(on.get("/api/coupon-page?tenant=acme").status == 404);
        CHECK(on.get("/api/coupon-page?tenant=bolt").status == 200);
    });
}

TEST_CASE("who has a pass gets the pictures with his code, the same bytes that are drawn everywhere") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto ticket = on.ticket("SUMMER");
        const auto jpg = on.get(kPlace + "square.jpg?" + ticket);
        CHECK(jpg.status == 200);
        CHECK(jpg.content_type == "image/jpeg");
        CHECK(jpg.cache == http::Cache::no_store);
        CHECK_FALSE(jpg.headers.find("Cache-Control").has_value());
        CHECK(jpg.headers.find("X-Font-Px").has_value());
        CHECK(body_of(jpg) == on.drawn("SUMMER"));
        const auto png = on.get(kPlace + "story.png?" + ticket);
        CHECK(png.content_type == "image/png");
        CHECK(body_of(png) == on.drawn("SUMMER", Variant::story, Format::png));
        CHECK(body_of(on.get(kPlace + "square.jpg?" + replaced(ticket, "SUMMER", "%20sum%09mer%20"))) != body_of(jpg));
        CHECK(body_of(on.get(kPlace + "square.jpg?" + replaced(ticket, "SUMMER", "+summer!"))) == body_of(jpg));
        CHECK(body_of(on.get(kPlace + "square.jpg?logo=0&" + ticket)) != body_of(jpg));
        CHECK(on.usages().empty());
    });
}

TEST_CASE("without a good pass nobody gets a picture, and nothing is counted") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto ticket = on.ticket("SUMMER");
        const auto place = kPlace + "square.jpg?download=1&";
        Rows queries = {"",
                        "code=SUMMER",
                        replaced(ticket, "SUMMER", "WINTER"),
                        replaced(ticket, "SUMMER", ""),
                        replaced(ticket, "until=1", "until=2"),
                        replaced(ticket, "until=", "until=x"),
                        replaced(ticket, "pass=", "pass=A"),
                        on.ticket("SUMMER", on.bolt)};
        for (const auto& query : queries) {
            CAPTURE(query);
            const auto refused = on.get(place + query);
            CHECK(refused.status == 403);
            CHECK(error_of(refused).code == "forbidden");
        }
        CHECK(on.get("/api/render/bolt/sale/square.jpg?download=1&" + ticket).status == 403);
        on.clock.advance(coupons::kPassFor);
        CHECK(on.get(place + ticket).status == 403);
        CHECK(on.usages().empty());
        CHECK(on.usages(on.bolt).empty());
    });
}

TEST_CASE("a pass counts on when the secret has changed once, not when it has changed twice") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto now = on.key;
        on.key = on.key_before;
        CHECK(on.get(kPlace + "square.jpg?" + on.ticket("SUMMER")).status == 200);
        on.key = core::Secret("the secret of long ago");
        CHECK(on.get(kPlace + "square.jpg?" + on.ticket("SUMMER")).status == 403);
    });
}

TEST_CASE("what is no picture of the tenant is not there, whoever asks") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto ticket = on.ticket("SUMMER");
        for (const auto* place : {"sale/square.gif", "sale/round.jpg", "sale/feed.jpg", "other/square.jpg"}) {
            const auto missing = on.get(std::string("/api/render/acme/") + place + '?' + ticket);
            CHECK(missing.status == 404);
            CHECK(error_of(missing).code == "not_found");
        }
        on.suspend();
        CHECK(on.get(kPlace + "square.jpg?" + on.ticket("SUMMER")).status == 404);
        on.suspend(tenants::TenantStatus::active);
        CHECK(on.get(kPlace + "square.jpg?" + on.ticket("SUMMER")).status == 200);
    });
}

TEST_CASE("who takes a picture away gets a file named after his code, and is counted once") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto ticket = on.ticket("SUMMER-20");
        const auto taken = on.get(kPlace + "square.jpg?download=1&" + ticket);
        CHECK(taken.headers.find("Content-Disposition") ==
              "attachment; filename=\"SUMMER-20-square.jpg\"; filename*=UTF-8''SUMMER-20-square.jpg");
        CHECK_FALSE(on.get(kPlace + "square.jpg?" + ticket).headers.find("Content-Disposition").has_value());
        on.browser = "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0";
        on.clock.advance(std::chrono::seconds(1));
        on.get(kPlace + "story.png?download=1&" + ticket);
        CHECK(on.usages() == Rows{"web sale square SUMMER-20 ok mobile", "web sale story SUMMER-20 ok desktop"});
        CHECK(on.usages(on.bolt).empty());
    });
}

TEST_CASE("who only asks what he would get has taken nothing away") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto missing = "/api/render/acme/gone/square.jpg?download=1&" + on.ticket("SUMMER");
        for (const auto& target : {kPlace + "square.jpg?download=1&" + on.ticket("SUMMER"), link(on) + "&download=1"}) {
            const auto asked = on.head(target);
            CHECK(asked.status == 200);
            CHECK(asked.headers.find("Content-Disposition").has_value());
        }
        CHECK(on.head(missing).status == 404);
        CHECK(on.usages().empty());
    });
}

TEST_CASE("a picture that could not be given is counted with the reason") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        CHECK(on.get("/api/render/acme/gone/square.jpg?download=1&" + on.ticket("SUMMER")).status == 404);
        on.clock.advance(std::chrono::seconds(1));
        coupons::Link undrawable;
        undrawable.tenant = on.acme;
        undrawable.slug = "sale";
        undrawable.file = "square.jpg";
        undrawable.text = "\uE000";
        const auto refused =
            on.get(kPlace + "square.jpg?download=1&text=%EE%80%80&signature=" + coupons::sign(on.key, undrawable));
        CHECK(refused.status == 422);
        CHECK(error_of(refused).error.find("U+E000") != std::string::npos);
        CHECK(on.usages() ==
              Rows{"web gone square SUMMER template_not_found mobile", "link sale square \uE000 render_failed mobile"});
    });
}

TEST_CASE("a picture is given although it cannot be counted") {
    tests::on_sqlite([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        on.database.transact_as_system("test", [](db::Tx& tx) { tx.run({"test.drop", "DROP TABLE coupon_usage"}); });
        core::log::configure({.sink = [](std::string_view) {}});
        const auto taken = on.get(kPlace + "square.jpg?download=1&" + on.ticket("SUMMER"));
        core::log::configure({});
        CHECK(taken.status == 200);
        CHECK(body_of(taken) == on.drawn("SUMMER"));
        CHECK(on.metrics.text().find("promostack_usage_uncounted_total 1") != std::string::npos);
    });
}

TEST_CASE("one network takes so many pictures away in a minute and no more, others are not kept waiting") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto target = kPlace + "square.jpg?download=1&" + on.ticket("SUMMER");
        for (std::size_t i = 0; i < coupons::downloads::Service::kTakenAway.tries; ++i)
            REQUIRE(on.get(target).status == 200);
        const auto refused = on.get(target);
        CHECK(refused.status == 429);
        CHECK(refused.headers.find("Retry-After") == "60");
        CHECK(on.get(kPlace + "square.jpg?" + on.ticket("SUMMER")).status == 200);
        on.address = "198.51.100.7";
        CHECK(on.get(target).status == 200);
    });
}

TEST_CASE("a signed link shows its picture to everybody and may be kept by others for an hour") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto target = link(on);
        on.caller = {};
        const auto shown = on.get(target);
        REQUIRE(shown.status == 200);
        CHECK(body_of(shown) == on.drawn("SUMMER-20"));
        CHECK(shown.headers.find("Cache-Control") == "public, max-age=3600");
        CHECK(shown.headers.find("Cross-Origin-Resource-Policy") == "cross-origin");
        const std::string tag(shown.headers.find("ETag").value());
        const auto again = on.get(target, "If-None-Match", tag);
        CHECK(again.status == 304);
        CHECK(body_of(again).empty());
        CHECK(again.headers.find("ETag") == tag);
        CHECK(on.get(target, "If-None-Match", "\"other\"").status == 200);
        CHECK(on.usages().empty());
        const auto taken = on.get(target + "&download=1");
        CHECK_FALSE(taken.headers.find("Cache-Control").has_value());
        CHECK(on.usages() == Rows{"link sale square SUMMER-20 ok mobile"});
    });
}

TEST_CASE("a link draws a text of any script, under a file name in that script") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto target = link(on, R"("text":" летняя  скидка ")");
        const auto taken = on.get(target + "&download=1");
        CHECK(body_of(taken) == on.drawn("летняя скидка"));
        const std::string disposition(taken.headers.find("Content-Disposition").value());
        CHECK(disposition.find("filename*=UTF-8''%D0%BB") != std::string::npos);
        CHECK(std::ranges::all_of(disposition, [](char letter) { return letter >= ' ' && letter < 0x7f; }));
    });
}

TEST_CASE("nothing of a link can be changed") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto target = link(on, R"("text":"SUMMER","days":30)");
        on.templates.duplicate(on.acme, on.actor, "sale", "Other");
        REQUIRE(on.get(target).status == 200);
        for (const auto& changed :
             {replaced(target, "SUMMER", "WINTER"), replaced(target, "square", "story"),
              replaced(target, ".jpg", ".png"), replaced(target, "/sale/", "/sale-copy/"),
              replaced(target, "/acme/", "/bolt/"), replaced(target, "until=1", "until=2"),
              replaced(target, "&until=", "&since="), target + "&logo=0", replaced(target, "signature=", "signature=A"),
              replaced(target, "signature=", "signature=&was=")}) {
            CAPTURE(changed);
            CHECK(on.get(changed).status == 403);
        }
    });
}

TEST_CASE("a link that has ended says so, and nobody keeps its picture beyond its end") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto target = link(on, R"("text":"SUMMER","days":1)");
        on.clock.advance(std::chrono::hours(24) - std::chrono::seconds(90));
        CHECK(on.get(target).headers.find("Cache-Control") == "public, max-age=90");
        on.clock.advance(std::chrono::seconds(90));
        const auto ended = on.get(target);
        CHECK(ended.status == 410);
        CHECK(error_of(ended).code == "gone");
        CHECK(on.get(replaced(target, "SUMMER", "WINTER")).status == 403);
    });
}

TEST_CASE("a link shows the template as it is now, and nothing when it was deleted") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto target = link(on);
        const auto before = body_of(on.get(target));
        rename_sale(on, false);
        on.clock.advance(coupons::downloads::Service::kKnownFor);
        const auto after = on.get(target);
        CHECK(body_of(after) == on.drawn("SUMMER-20"));
        CHECK(body_of(after) != before);
        on.templates.remove(on.acme, on.actor, {"sale"});
        on.clock.advance(coupons::downloads::Service::kKnownFor);
        CHECK(on.get(target).status == 404);
    });
}

TEST_CASE("a link is only made of what can be drawn") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto refused = [&](const std::string& body) { return on.post("/api/render-links", body); };
        const std::string square = R"({"template":"sale","variant":"square","format":"png",)";
        const auto undrawable = refused(square + R"("text":"\uE000"})");
        CHECK(undrawable.status == 422);
        CHECK(error_of(undrawable).error.find("U+E000") != std::string::npos);
        CHECK(error_of(refused(square + R"("text":" "})")).field == "text");
        CHECK(error_of(refused(square + R"("text":"A","days":0})")).field == "days");
        CHECK(error_of(refused(square + R"("text":"A","days":3651})")).field == "days");
        CHECK(refused(R"({"template":"none","variant":"square","format":"png","text":"A"})").status == 404);
        CHECK(refused(R"({"template":"sale","variant":"feed","format":"png","text":"A"})").status == 404);
        CHECK(error_of(refused(R"({"template":"sale","variant":"round","format":"png","text":"A"})")).field ==
              "variant");
        on.caller = {};
        CHECK(refused(square + R"("text":"A"})").status == 401);
    });
}

TEST_CASE("a visitor's own logo is drawn instead of the tenant's, and is not kept") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto before = on.keys("");
        const auto fields = on.ticket_fields("SUMMER");
        const auto own = on.post_form(kPlace + "square.jpg", fields, {{"logo", tests::gradient(250, {64, 64})}});
        CAPTURE(own.body);
        REQUIRE(own.status == 200);
        CHECK(own.cache == http::Cache::no_store);
        CHECK(body_of(own) != on.drawn("SUMMER"));
        CHECK(on.keys("") == before);
        CHECK(on.usages().empty());
        auto with_download = fields;
        with_download.emplace_back("download", "1");
        CHECK(on.post_form(kPlace + "square.jpg", with_download, {{"logo", tests::gradient(250, {64, 64})}}).status ==
              200);
        CHECK(on.usages() == Rows{"web sale square SUMMER ok mobile"});
    });
}

TEST_CASE("an own logo is looked at only for who has a pass, and so often in a minute") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto path = kPlace + "square.jpg";
        const auto fields = on.ticket_fields("SUMMER");
        const std::string rubbish = "<svg onload='alert(1)'/>";
        CHECK(on.post_form(path, {{"code", "SUMMER"}}, {{"logo", rubbish}}).status == 403);
        CHECK(error_of(on.post_form(path, fields, {})).field == "logo");
        CHECK(on.post_form(path, fields, {{"logo", rubbish}}).status == 415);
        CHECK(on.post_form(path, fields, {{"logo", std::string((5 << 20) + 1, 'x')}}).status == 413);
        for (std::size_t i = 2; i < coupons::downloads::Service::kOwnLogos.tries; ++i)
            REQUIRE(on.post_form(path, fields, {{"logo", rubbish}}).status == 415);
        CHECK(on.post_form(path, fields, {{"logo", rubbish}}).status == 429);
        on.address = "198.51.100.7";
        CHECK(on.post_form(path, fields, {{"logo", rubbish}}).status == 415);
    });
}
