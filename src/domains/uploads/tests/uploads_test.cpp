#include <doctest/doctest.h>

#include <future>

#include "core/error.hpp"
#include "rendering/decode.hpp"
#include "rendering/prepared.hpp"
#include "support/refused.hpp"
#include "uploads_on.hpp"

using namespace promo;
using core::RefusalCode;
using tests::refused;
using tests::UploadsOn;
using uploads::Purpose;

TEST_CASE("an uploaded background is a PNG of ours, a small JPEG, and prepared for drawing") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto upload = on.service.store(on.acme, tests::photo(), Purpose::background);
        CHECK(uploads::Service::is_id(upload.id));
        CHECK(upload.width == 96);
        CHECK(upload.height == 64);
        CHECK(upload.url == "https://promo.example/objects/uploads/acme/" + upload.id + ".png");
        CHECK(upload.preview_url == "https://promo.example/objects/uploads/acme/" + upload.id + "-preview.jpg");

        const auto object = on.objects.get("uploads/acme/" + upload.id + ".png").value();
        CHECK(object.info.content_type == "image/png");
        CHECK(object.info.cache_control == "public, max-age=31536000, immutable");
        CHECK(rendering::decode(object.body).samples == rendering::decode(tests::photo()).samples);
        const auto preview = on.objects.get("uploads/acme/" + upload.id + "-preview.jpg").value();
        CHECK(preview.info.content_type == "image/jpeg");
        CHECK(rendering::decode(preview.body).size == rendering::Size{96, 64});

        REQUIRE(on.prepared.size() == 1);
        CHECK(on.prepared[0].first == upload.id);
        CHECK(rendering::Prepared::open(on.prepared[0].second).value().size() == rendering::Size{96, 64});
        CHECK(on.service.find(on.acme, upload.id).value().url == upload.url);
        CHECK(on.service.picture(on.acme, upload.id, Purpose::background) == object.body);
    });
}

TEST_CASE("a picture that somebody changed in the store is as if it were gone") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto logo = on.service.store(on.acme, tests::frame(), Purpose::logo);
        const auto key = uploads::Service::key(on.acme, logo.id);
        const auto other = on.service.store(on.acme, tests::frame(2), Purpose::logo);
        const auto bytes = on.objects.get(uploads::Service::key(on.acme, other.id)).value().body;
        CHECK(on.service.picture(on.acme, logo.id, Purpose::logo));
        CHECK(on.objects.put(key, bytes, {.content_type = "image/png"}) == storage::PutResult::stored);
        CHECK_FALSE(on.service.picture(on.acme, logo.id, Purpose::logo));
    });
}

TEST_CASE("the same picture again is the same upload, for another purpose it is another") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto overlay = on.service.store(on.acme, tests::frame(), Purpose::overlay);
        CHECK(on.service.store(on.acme, tests::frame(), Purpose::overlay).id == overlay.id);
        CHECK(on.keys().size() == 2);
        const auto logo = on.service.store(on.acme, tests::frame(), Purpose::logo);
        CHECK(logo.id != overlay.id);
        CHECK(logo.preview_url == logo.url);
        CHECK(on.keys().size() == 3);
        CHECK(on.rows() == 2);
        CHECK(on.prepared.empty());
    });
}

TEST_CASE("many who upload the same picture at once get the same upload") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto upload = [&] { return on.service.store(on.acme, tests::frame(), Purpose::overlay).id; };
        std::vector<std::future<std::string>> all;
        for (int i = 0; i < 6; ++i)
            all.push_back(std::async(std::launch::async, upload));
        const auto id = upload();
        for (auto& each : all)
            CHECK(each.get() == id);
        CHECK(on.rows() == 1);
        CHECK(on.keys().size() == 2);
    });
}

TEST_CASE("an upload belongs to its tenant and its purpose") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto upload = on.service.store(on.acme, tests::frame(), Purpose::overlay);
        CHECK_FALSE(on.service.find(on.bolt, upload.id));
        CHECK_FALSE(on.service.picture(on.bolt, upload.id, Purpose::background));
        const auto keep = [&](const core::TenantId& tenant, Purpose purpose) {
            on.database.transact(tenant, [&](db::Tx& tx) {
                std::ignore = on.service.keep(tx, tenant, upload.id, purpose, "overlay_id", on.clock.now());
            });
        };
        keep(on.acme, Purpose::overlay);
        const auto refusal = refused([&] { keep(on.bolt, Purpose::overlay); });
        CHECK(refusal.code() == RefusalCode::invalid);
        CHECK(refusal.field() == "overlay_id");
        CHECK(refused([&] { keep(on.acme, Purpose::logo); }).code() == RefusalCode::invalid);
    });
}

TEST_CASE("what is no picture leaves nothing behind, and the refusal names the field") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto refusal =
            refused([&] { on.service.store(on.acme, "<svg onload='alert(1)'/>", Purpose::background, "squareImage"); });
        CHECK(refusal.code() == RefusalCode::unsupported_media);
        CHECK(refusal.field() == "squareImage");
        CHECK(refused([&] { on.service.store(on.acme, tests::photo(), Purpose::overlay); }).code() ==
              RefusalCode::unprocessable);
        CHECK(on.rows() == 0);
        CHECK(on.keys().empty());
    });
}

TEST_CASE("without a store an upload is refused for now and leaves nothing; with one it works") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        on.break_store();
        const auto refusal = refused([&] { on.service.store(on.acme, tests::photo(), Purpose::background); });
        CHECK(refusal.code() == RefusalCode::unavailable);
        CHECK(refusal.retry_after());
        CHECK(on.prepared.empty());
        on.mend_store();
        CHECK(on.keys().empty());
        const auto upload = on.service.store(on.acme, tests::photo(), Purpose::background);
        CHECK(on.service.find(on.acme, upload.id));
        CHECK(on.keys().size() == 2);
    });
}

TEST_CASE("what a broken store makes impossible to remove is removed by the next sweep") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        on.break_store();
        refused([&] { on.service.store(on.acme, tests::photo(), Purpose::background); });
        CHECK(on.rows() == 1);
        CHECK_THROWS_AS(on.service.sweep(), storage::StorageError);
        on.mend_store();
        on.clock.advance(uploads::Service::kAbandonedAfter + std::chrono::seconds(1));
        CHECK(on.service.sweep() == 1);
        CHECK(on.rows() == 0);
    });
}

TEST_CASE("a store that takes the small picture and not the large one is left with neither") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto id = on.service.store(on.bolt, tests::photo(), Purpose::background).id;
        // Where the object would be there is a folder that cannot be replaced.
        const auto blocked = "uploads/acme/" + id + ".png";
        std::ignore = on.objects.put(blocked, "where is its file?", {});
        std::filesystem::path file;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(on.folder.path() + "/objects/uploads/acme"))
            file = entry.path();
        std::filesystem::remove(file);
        std::filesystem::create_directories(file / "full");
        CHECK(refused([&] { on.service.store(on.acme, tests::photo(), Purpose::background); }).code() ==
              RefusalCode::unavailable);
        std::filesystem::remove_all(file);
        on.clock.advance(uploads::Service::kAbandonedAfter + std::chrono::seconds(1));
        on.service.sweep();
        CHECK(on.keys().size() == 2);
        CHECK(on.rows() == 1);
        CHECK_FALSE(on.service.find(on.acme, id));
        CHECK(on.service.store(on.acme, tests::photo(), Purpose::background).id == id);
    });
}

TEST_CASE("a tenant has so many pictures and no more, and those he has he may upload again") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto upload = on.service.store(on.acme, tests::frame(1), Purpose::overlay);
        constexpr db::Sql kMany{"test.many", R"sql(
            INSERT INTO uploads (tenant_id, id, purpose, state, width, height, bytes, created_at, kept_at)
            VALUES ($1, $2, 'logo', 'stored', 1, 1, 1, 0, 0)
        )sql"};
        on.database.transact(on.acme, [&](db::Tx& tx) {
            for (int i = 1; i < uploads::Service::kMostPerTenant; ++i)
                tx.run(kMany, on.acme, std::to_string(i));
        });
        CHECK(refused([&] { on.service.store(on.acme, tests::frame(2), Purpose::overlay); }).code() ==
              RefusalCode::conflict);
        CHECK(on.service.store(on.acme, tests::frame(1), Purpose::overlay).id == upload.id);
        CHECK(on.service.store(on.bolt, tests::frame(2), Purpose::overlay).width == 64);
    });
}

TEST_CASE("the pictures of a deleted tenant go from the store, those of another stay") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        on.service.store(on.acme, tests::photo(), Purpose::background);
        const auto stays = on.service.store(on.bolt, tests::frame(), Purpose::logo);
        on.service.remove_all(on.acme);
        CHECK(on.keys() == std::vector<std::string>{uploads::Service::key(on.bolt, stays.id)});
        on.break_store();
        CHECK_THROWS_AS(on.service.remove_all(on.bolt), storage::StorageError);
    });
}

TEST_CASE("only keys of uploads say whose they are") {
    const core::TenantId acme("acme");
    const std::string id(32, 'a');
    CHECK(uploads::Service::id_at(acme, "uploads/acme/" + id + ".png") == id);
    for (const auto& key : {"uploads/bolt/" + id + ".png", "uploads/acme/" + id, "uploads/acme/" + id + "-preview.png",
                            "uploads/acme/" + std::string(32, 'A') + ".png", "logos/acme/" + id + ".png",
                            std::string("uploads/acme/../x.png"), std::string()})
        CHECK_FALSE(uploads::Service::id_at(acme, key));
}
