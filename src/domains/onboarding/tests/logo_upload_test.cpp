#include <doctest/doctest.h>

#include "core/json_read.hpp"
#include "pictures.hpp"
#include "setup_on.hpp"

using namespace promo;
using tests::SetupOn;

namespace {

struct Uploaded {
    std::string logo_url;
};
BOOST_DESCRIBE_STRUCT(Uploaded, (), (logo_url))

// The key in the store of the logo at this address.
std::string key_of(const http::Response& response) {
    CAPTURE(response.body);
    REQUIRE(response.status == 200);
    const auto url = core::json::parse<Uploaded>(response.body).logo_url;
    const std::string base = "https://promo.example/objects/";
    REQUIRE(url.starts_with(base));
    return url.substr(base.size());
}

std::vector<std::string> stored(SetupOn& on) {
    std::vector<std::string> keys;
    for (const auto& object : on.objects.list("", {}, 100).objects)
        keys.push_back(object.key);
    return keys;
}

}  // namespace

TEST_CASE("a logo is stored under a name of ours, as what it is, whatever the browser says") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto picture = tests::png(64, 64);
        const auto key = key_of(on.upload(olga, picture));
        const auto tenant = on.tenant_of(olga);
        CHECK(key.starts_with("logos/" + tenant.str() + '/'));
        CHECK(key.ends_with(".png"));
        const auto object = on.objects.get(key).value();
        CHECK(object.body == picture);
        CHECK(object.info.content_type == "image/png");
        CHECK(on.tenants.find(tenant)->logo_key == key);
    });
}

TEST_CASE("a new logo takes the place of the old one, at another address") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto first = key_of(on.upload(olga, tests::png(64, 64)));
        const auto second = key_of(on.upload(olga, tests::jpeg(64, 64)));
        CHECK(first != second);
        CHECK(stored(on) == std::vector<std::string>{second});
    });
}

TEST_CASE("the logo of a deleted tenant is gone, and another tenant's stays") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto bea = on.newcomer("bea@bolt.example");
        key_of(on.upload(olga, tests::png(64, 64)));
        const auto stays = key_of(on.upload(bea, tests::png(64, 64)));
        const auto tenant = on.tenants.find(on.tenant_of(olga)).value();
        on.tenants.remove(tenant.id, core::system_actor("test"), tenant.name);
        CHECK(stored(on) == std::vector<std::string>{stays});
    });
}

TEST_CASE("the wizard shows the logo, whether it came before the name or after") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto before = key_of(on.upload(olga, tests::png(64, 64)));
        CHECK(on.post(olga, "business", tests::kBusinessBody).body.find(before) != std::string::npos);
        const auto after = key_of(on.upload(olga, tests::webp_large(64, 64)));
        CHECK(on.get(olga).body.find(after) != std::string::npos);
        CHECK(on.get(olga).body.find(before) == std::string::npos);
    });
}

TEST_CASE("what is no logo is not stored, and makes no tenant's logo go") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto good = key_of(on.upload(olga, tests::png(64, 64)));
        CHECK(on.upload(olga, "<svg onload='alert(1)'/>").status == 422);
        CHECK(on.upload(olga, tests::png(5000, 5000)).status == 422);
        CHECK(on.upload(olga, std::string(6 << 20, 'x')).status == 413);
        CHECK(on.upload(olga, tests::png(64, 64), "picture").status == 400);
        CHECK(on.post(olga, "logo", "{}").status == 415);
        CHECK(stored(on) == std::vector<std::string>{good});
        CHECK(on.tenants.find(on.tenant_of(olga))->logo_key == good);
    });
}

TEST_CASE("nobody uploads a logo who has no tenant and gets none") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        on.host_kind = http::HostKind::admin;
        CHECK(on.upload(olga, tests::png(64, 64)).status == 403);
        CHECK(stored(on).empty());
    });
}
