#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "core/error.hpp"
#include "domains/uploads/prepared/service.hpp"
#include "uploads_on.hpp"

using namespace promo;
using tests::UploadsOn;
using uploads::Purpose;

namespace {

namespace fs = std::filesystem;

struct Shelf {
    explicit Shelf(tests::FreshDatabase& fresh, std::uintmax_t most_bytes = 1 << 30) : on(fresh), most(most_bytes) {}

    // As after a start of the program.
    uploads::prepared::Service service() {
        return {tests::darkroom(), on.objects, on.metrics, {.folder = folder(), .most_bytes = most}};
    }
    fs::path folder() const { return on.folder.path() + "/prepared"; }
    std::vector<fs::path> files() const {
        std::vector<fs::path> files;
        if (!fs::exists(folder())) return files;
        for (const auto& entry : fs::directory_iterator(folder()))
            files.push_back(entry.path());
        return files;
    }
    std::string background(int shade = 1) {
        return on.service.store(on.acme, tests::photo(shade), Purpose::background).id;
    }
    bool says(const std::string& outcome, int times) const {
        const auto line = "promostack_prepared_total{outcome=\"" + outcome + "\"} " + std::to_string(times);
        return on.metrics.text().find(line + '\n') != std::string::npos;
    }

    UploadsOn on;
    std::uintmax_t most;
};

void damage(const fs::path& file) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.write("gone", 4);
}

}  // namespace

TEST_CASE("what was prepared at the upload is there without the store, also after a start") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Shelf shelf(fresh);
        const auto id = shelf.background();
        shelf.service().put(id, shelf.on.prepared[0].second);
        shelf.on.break_store();
        auto service = shelf.service();
        const auto held = service.get(shelf.on.acme, id);
        REQUIRE(held);
        CHECK(held->size() == rendering::Size{96, 64});
        CHECK(service.get(shelf.on.acme, id) == held);
        CHECK(shelf.says("opened", 1));
    });
}

TEST_CASE("what is not here is made from the store, the same as at the upload") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Shelf shelf(fresh);
        const auto id = shelf.background();
        auto service = shelf.service();
        const auto held = service.get(shelf.on.acme, id);
        REQUIRE(held);
        const auto before = rendering::Prepared::open(shelf.on.prepared[0].second);
        CHECK(held->png() == before->png());
        CHECK(held->jpg() == before->jpg());
        CHECK(shelf.files().size() == 1);
    });
}

TEST_CASE("however many ask at once, a picture is prepared once") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Shelf shelf(fresh);
        const auto id = shelf.background();
        auto service = shelf.service();
        std::vector<std::future<uploads::prepared::Held>> all;
        for (int i = 0; i < 8; ++i)
            all.push_back(std::async(std::launch::async, [&] { return service.get(shelf.on.acme, id); }));
        for (auto& each : all)
            CHECK(each.get());
        CHECK(shelf.says("made", 1));
    });
}

TEST_CASE("a damaged file is made anew") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Shelf shelf(fresh);
        const auto id = shelf.background();
        CHECK(shelf.service().get(shelf.on.acme, id));
        damage(shelf.files().at(0));
        CHECK(shelf.service().get(shelf.on.acme, id));
        CHECK(shelf.says("made", 2));
        CHECK(shelf.service().get(shelf.on.acme, id));
        CHECK(shelf.says("made", 2));
    });
}

TEST_CASE("absent and unreachable are not the same, and both are asked for again") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Shelf shelf(fresh);
        const auto id = shelf.background();
        auto service = shelf.service();
        CHECK_FALSE(service.get(shelf.on.acme, std::string(32, '0')));
        CHECK_FALSE(service.get(shelf.on.bolt, id));
        CHECK_FALSE(service.get(shelf.on.acme, "../../promostack.db"));
        shelf.on.break_store();
        CHECK_THROWS_AS(service.get(shelf.on.acme, id), storage::StorageError);
        shelf.on.mend_store();
        CHECK(service.get(shelf.on.acme, id));
    });
}

TEST_CASE("what somebody changed in the store, or is no background, is not drawn on") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Shelf shelf(fresh);
        auto service = shelf.service();
        const auto id = shelf.background(1);
        const auto other = shelf.on.objects.get(uploads::Service::key(shelf.on.acme, shelf.background(2)));
        std::ignore = shelf.on.objects.put(uploads::Service::key(shelf.on.acme, id), other->body, {});
        CHECK_FALSE(service.get(shelf.on.acme, id));
        const auto overlay = shelf.on.service.store(shelf.on.acme, tests::frame(), Purpose::overlay).id;
        CHECK_FALSE(service.get(shelf.on.acme, overlay));
        CHECK(shelf.files().empty());
    });
}

TEST_CASE("beyond its size the folder keeps the latest, and who draws on another still can") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Shelf shelf(fresh, 1);
        auto service = shelf.service();
        const auto first = shelf.background(1);
        const auto held = service.get(shelf.on.acme, first);
        const auto png = std::string(held->png());
        CHECK(service.get(shelf.on.acme, shelf.background(2)));
        CHECK(shelf.files().size() == 1);
        CHECK(held->png() == png);
        CHECK(shelf.service().get(shelf.on.acme, first));
    });
}

TEST_CASE("files of another version make room") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Shelf shelf(fresh);
        fs::create_directories(shelf.folder());
        std::ofstream(shelf.folder() / (std::string(32, 'a') + ".v0")) << "old";
        CHECK(shelf.service().get(shelf.on.acme, shelf.background()));
        CHECK(shelf.files().size() == 1);
    });
}

TEST_CASE("a folder that cannot be written keeps nobody from drawing") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        Shelf shelf(fresh);
        std::ofstream(shelf.folder()) << "no folder";
        auto service = shelf.service();
        const auto held = service.get(shelf.on.acme, shelf.background());
        REQUIRE(held);
        CHECK_FALSE(held->png().empty());
    });
}
