#include <doctest/doctest.h>

#include "core/json_read.hpp"
#include "rendering/decode.hpp"
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

rendering::Pixels picture(int width, int height) {
    rendering::Pixels pixels{{width, height}, 3, {}};
    pixels.samples.resize(pixels.stride() * static_cast<std::size_t>(height), 77);
    return pixels;
}

std::string png(int side = 64) {
    return rendering::encode_png(picture(side, side));
}

std::string jpeg() {
    return rendering::encode_jpeg(picture(640, 480), 90);
}

constexpr db::Sql kLogoOfBefore{"test.logo_of_before", "UPDATE tenants SET logo_key = $2 WHERE id = $1"};

}  // namespace

TEST_CASE("a logo is drawn anew and stored under a name of ours, whatever the browser says") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto key = key_of(on.upload(olga, png() + "<script>alert(1)</script>"));
        const auto tenant = on.tenant_of(olga);
        CHECK(uploads::Service::id_at(tenant, key));
        const auto object = on.objects.get(key).value();
        CHECK(object.body.find("script") == std::string::npos);
        CHECK(object.info.content_type == "image/png");
        CHECK(rendering::decode(object.body).size == rendering::Size{64, 64});
        CHECK(on.tenants.find(tenant)->logo_key == key);
    });
}

TEST_CASE("a large logo is stored small and keeps its shape") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto object = on.objects.get(key_of(on.upload(on.newcomer(), jpeg()))).value();
        CHECK(rendering::decode(object.body).size == rendering::Size{512, 384});
    });
}

TEST_CASE("a new logo takes the place of the old one, which goes with the sweep") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto first = key_of(on.upload(olga, png()));
        const auto second = key_of(on.upload(olga, jpeg()));
        CHECK(first != second);
        on.clock.advance(uploads::Service::kUnusedFor + std::chrono::seconds(1));
        CHECK(on.uploads.sweep() == 1);
        CHECK(stored(on) == std::vector<std::string>{second});
    });
}

TEST_CASE("a logo from before the uploads is shown until another takes its place, and goes then") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        on.get(olga);
        const auto tenant = on.tenant_of(olga);
        const auto old = "logos/" + tenant.str() + "/1.webp";
        std::ignore = on.objects.put(old, "a picture", {});
        on.database.transact(tenant, [&](db::Tx& tx) { tx.run(kLogoOfBefore, tenant, old); });
        CHECK(on.post(olga, "business", tests::kBusinessBody).body.find(old) != std::string::npos);
        on.clock.advance(uploads::Service::kUnusedFor + std::chrono::seconds(1));
        CHECK(on.uploads.sweep() == 0);
        CHECK(stored(on) == std::vector<std::string>{old});
        const auto key = key_of(on.upload(olga, png()));
        CHECK(stored(on) == std::vector<std::string>{key});
    });
}

TEST_CASE("the logo of a deleted tenant is gone, and another tenant's stays") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto bea = on.newcomer("bea@bolt.example");
        key_of(on.upload(olga, png()));
        const auto stays = key_of(on.upload(bea, png()));
        const auto tenant = on.tenants.find(on.tenant_of(olga)).value();
        std::ignore = on.objects.put("logos/" + tenant.id.str() + "/1.png", "of before", {});
        on.tenants.remove(tenant.id, core::system_actor("test"), tenant.name);
        CHECK(stored(on) == std::vector<std::string>{stays});
    });
}

TEST_CASE("the wizard shows the logo, whether it came before the name or after") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto before = key_of(on.upload(olga, png()));
        CHECK(on.post(olga, "business", tests::kBusinessBody).body.find(before) != std::string::npos);
        const auto after = key_of(on.upload(olga, jpeg()));
        CHECK(on.get(olga).body.find(after) != std::string::npos);
        CHECK(on.get(olga).body.find(before) == std::string::npos);
    });
}

TEST_CASE("what is no logo is not stored, and makes no tenant's logo go") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        SetupOn on(fresh);
        const auto olga = on.newcomer();
        const auto good = key_of(on.upload(olga, png()));
        CHECK(on.upload(olga, "<svg onload='alert(1)'/>").status == 415);
        CHECK(on.upload(olga, png(4097)).status == 413);
        CHECK(on.upload(olga, png().substr(0, 80)).status == 422);
        CHECK(on.upload(olga, png() + std::string(6 << 20, 'x')).status == 413);
        CHECK(on.upload(olga, png(), "picture").status == 400);
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
        CHECK(on.upload(olga, png()).status == 403);
        CHECK(stored(on).empty());
    });
}
