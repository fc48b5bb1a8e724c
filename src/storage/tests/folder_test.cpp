#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "storage/folder/folder_store.hpp"
#include "temporary_folder.hpp"

using namespace promo;
using namespace promo::storage;
namespace fs = std::filesystem;

namespace {

struct World {
    TemporaryFolder folder;
    FolderStore store{{folder.path(), "https://shop.example/files", core::Secret("link key")}};

    std::string file(const std::string& key) const { return folder.path() + "/" + key + "~"; }
    std::size_t drafts() const {
        const fs::path path(folder.path() + "/drafts~");
        return fs::exists(path) ? static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {})) : 0;
    }
};

void overwrite(const std::string& path, std::streamoff at, char letter) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at, at < 0 ? std::ios::end : std::ios::beg);
    file.put(letter);
}

// The file size above which writing fails, as on a full disk. The signal that comes with it is ignored.
class SizeLimit {
public:
    explicit SizeLimit(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, handler_);
    }
    SizeLimit(const SizeLimit&) = delete;
    SizeLimit& operator=(const SizeLimit&) = delete;

private:
    sighandler_t handler_;
    rlimit before_{};
};

}  // namespace

TEST_CASE("a write that breaks in the middle leaves the old object and no half file") {
    World world;
    REQUIRE(world.store.put("k", "old", {}) == PutResult::stored);
    {
        const SizeLimit limit(100'000);
        CHECK_THROWS_AS((void)world.store.put("k", std::string(200'000, 'n'), {}), StorageError);
        CHECK_THROWS_AS((void)world.store.put("other", std::string(200'000, 'n'), {}), StorageError);
        CHECK(world.store.get("k")->body == "old");
    }
    CHECK(world.store.list("", std::nullopt, 10).objects.size() == 1);
    CHECK(world.drafts() == 0);
    CHECK(world.store.put("k", std::string(200'000, 'n'), {}) == PutResult::stored);
}

TEST_CASE("a process killed while it puts leaves whole objects only, and check() clears up after it") {
    World world;
    const pid_t child = ::fork();
    if (child == 0) {
        for (;;)
            for (const char letter : {'a', 'b', 'c'})
                if (world.store.put("t/1/k", std::string(3'000'000, letter), {}) != PutResult::stored) ::_exit(1);
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!world.store.head("t/1/k") && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    std::size_t looked = 0;
    // Killed at the moment that a draft exists.
    while ((world.drafts() == 0 || ++looked < 3) && std::chrono::steady_clock::now() < until) {
        const auto object = world.store.get("t/1/k");
        REQUIRE(object.has_value());
        CHECK(object->body == std::string(3'000'000, object->body[0]));
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const auto object = world.store.get("t/1/k");
    REQUIRE(object.has_value());
    CHECK(object->body == std::string(3'000'000, object->body[0]));
    CHECK(world.store.put("t/1/k", "after", {}) == PutResult::stored);

    const std::string old = world.folder.path() + "/drafts~/1-1";
    std::ofstream(old) << "left";
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(2));
    const std::string fresh = world.folder.path() + "/drafts~/1-2";
    std::ofstream(fresh) << "being written";
    world.store.check();
    CHECK_FALSE(fs::exists(old));
    CHECK(fs::exists(fresh));
}

TEST_CASE("a damaged file is an error, never another object and never absent") {
    World world;
    REQUIRE(world.store.put("k", std::string(10'000, 'x'), {"image/png", ""}) == PutResult::stored);
    const auto damage = [&](const std::function<void(const std::string&)>& how) {
        fs::copy_file(world.file("k"), world.file("copy"), fs::copy_options::overwrite_existing);
        how(world.file("copy"));
        CHECK_THROWS_AS(world.store.get("copy"), StorageError);
    };
    damage([](const std::string& path) { overwrite(path, -1, 'y'); });
    damage([](const std::string& path) { overwrite(path, 0, 'y'); });
    damage([](const std::string& path) { overwrite(path, 40, '\n'); });
    damage([](const std::string& path) { fs::resize_file(path, 9'000); });
    damage([](const std::string& path) { fs::resize_file(path, 11'000); });
    damage([](const std::string& path) { fs::resize_file(path, 10); });
    damage([](const std::string& path) { fs::resize_file(path, 0); });
    CHECK_THROWS_AS(world.store.head("copy"), StorageError);
    CHECK(world.store.get("k").has_value());
}

TEST_CASE("symbolic links, pipes and foreign folders in the store are refused, not followed") {
    World world;
    TemporaryFolder elsewhere;
    REQUIRE(world.store.put("k", "x", {}) == PutResult::stored);
    fs::copy_file(world.file("k"), elsewhere.path() + "/k~");
    fs::create_symlink(elsewhere.path() + "/k~", world.file("link"));
    fs::create_directory_symlink(elsewhere.path(), world.folder.path() + "/folder");
    ::mkfifo(world.file("pipe").c_str(), 0600);
    CHECK_THROWS_AS(world.store.get("link"), StorageError);
    CHECK_THROWS_AS(world.store.get("folder/k"), StorageError);
    CHECK_THROWS_AS(world.store.head("folder/k"), StorageError);
    CHECK_THROWS_AS((void)world.store.put("folder/new", "x", {}), StorageError);
    CHECK_THROWS_AS(world.store.remove("folder/k"), StorageError);
    CHECK_THROWS_AS(world.store.get("pipe"), StorageError);
    CHECK(fs::exists(elsewhere.path() + "/k~"));
    CHECK_FALSE(fs::exists(elsewhere.path() + "/new~"));
    CHECK(world.store.list("", std::nullopt, 10).objects.size() == 1);
    // A put replaces a link by an object; what it pointed to stays as it was.
    CHECK(world.store.put("link", "mine", {}) == PutResult::stored);
    CHECK(world.store.get("link")->body == "mine");
    CHECK(fs::file_size(elsewhere.path() + "/k~") == fs::file_size(world.file("k")));
}

TEST_CASE("nobody else on the machine can read an object") {
    World world;
    REQUIRE(world.store.put("t/1/k", "x", {}) == PutResult::stored);
    const auto others = fs::perms::group_all | fs::perms::others_all;
    CHECK((fs::status(world.file("t/1/k")).permissions() & others) == fs::perms::none);
    CHECK((fs::status(world.folder.path() + "/t").permissions() & others) == fs::perms::none);
}

TEST_CASE("puts and removes at once in one folder disturb each other not at all") {
    World world;
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            const std::string key = "t/9/" + std::to_string(i);
            for (int step = 0; step < 50; ++step) {
                if (world.store.put(key, key, {}) != PutResult::stored || !world.store.get(key)) ++failed;
                world.store.remove(key);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(failed == 0);
    CHECK_FALSE(fs::exists(world.folder.path() + "/t"));
}

TEST_CASE("a signed link opens one object until it expires") {
    World world;
    const core::Timestamp now(std::chrono::seconds(1'700'000'000));
    const std::string url = world.store.signed_url("t/1/k", now, std::chrono::hours(1));
    const std::string start = "https://shop.example/files/t/1/k?expires=1700003600&signature=";
    REQUIRE(url.starts_with(start));
    const std::string signature = url.substr(start.size());
    CHECK(world.store.accepts_link("t/1/k", "1700003600", signature, now));
    CHECK(world.store.accepts_link("t/1/k", "1700003600", signature, now + std::chrono::minutes(59)));
    CHECK_FALSE(world.store.accepts_link("t/1/k", "1700003600", signature, now + std::chrono::hours(1)));
    CHECK_FALSE(world.store.accepts_link("t/1/l", "1700003600", signature, now));
    CHECK_FALSE(world.store.accepts_link("t/1/k", "1700003601", signature, now));
    CHECK_FALSE(world.store.accepts_link("t/1/k", "1700003600", "", now));
    CHECK_FALSE(world.store.accepts_link("t/1/k", "1700003600 ", signature, now));
    CHECK_FALSE(world.store.accepts_link("../k", "1700003600", signature, now));

    const FolderStore other({world.folder.path(), "", core::Secret("another key")});
    CHECK_FALSE(other.accepts_link("t/1/k", "1700003600", signature, now));
    const FolderStore keyless({world.folder.path(), "", core::Secret()});
    CHECK_THROWS_AS((void)keyless.signed_url("k", now, std::chrono::hours(1)), StorageError);
    CHECK_FALSE(keyless.accepts_link("t/1/k", "1700003600", signature, now));
}

TEST_CASE("a folder that cannot be used says so") {
    TemporaryFolder folder;
    std::ofstream(folder.path() + "/file") << "x";
    FolderStore store({folder.path() + "/file/objects", "", core::Secret()});
    CHECK_THROWS_AS(store.check(), StorageError);
    CHECK_THROWS_AS(store.get("k"), StorageError);
    CHECK_THROWS_AS(FolderStore({"", "", core::Secret()}), std::invalid_argument);
}
