#include "uploads_on.hpp"

#include <filesystem>
#include <fstream>

#include "rendering/decode.hpp"

namespace promo::tests {
namespace {

constexpr db::Sql kTenant{"test.tenant",
                          "INSERT INTO tenants (id, name, status, time_zone, created_by, created_at, last_seen_at) "
                          "VALUES ($1, $1, 'active', 'UTC', 'test', 0, 0)"};
constexpr db::Sql kRows{"test.rows", "SELECT count(*) FROM uploads"};
constexpr db::Sql kHalf{
    "test.half",
    "INSERT INTO uploads (tenant_id, id, purpose, state, width, height, bytes, created_at, kept_at) "
    "VALUES ($1, $2, 'background', $3, 1, 1, 1, $4, $4)"};

rendering::Pixels picture(int width, int height, int channels, int shade) {
    rendering::Pixels pixels{{width, height}, channels, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int channel = 0; channel < channels; ++channel)
                pixels.samples.push_back(static_cast<std::uint8_t>(channel == 3 ? x : x * 2 + y * 3 + shade * channel));
    return pixels;
}

}  // namespace

std::string photo(int shade) {
    return rendering::encode_jpeg(picture(96, 64, 3, shade), 90);
}

std::string frame(int shade) {
    return rendering::encode_png(picture(64, 64, 4, shade));
}

UploadsOn::UploadsOn(FreshDatabase& fresh) : database(fresh.database()) {
    database.transact_as_system("test", [&](db::Tx& tx) {
        for (const auto& tenant : {acme, bolt})
            tx.run(kTenant, tenant);
    });
}

std::vector<std::string> UploadsOn::keys() {
    std::vector<std::string> keys;
    for (const auto& object : objects.list("", {}, 100).objects)
        keys.push_back(object.key);
    return keys;
}

std::int64_t UploadsOn::rows() {
    return database.read_as_system("test", [](db::Tx& tx) { return tx.one<std::int64_t>(kRows); });
}

void UploadsOn::break_store() const {
    const std::filesystem::path path = folder.path() + "/objects";
    std::filesystem::create_directories(path);
    std::filesystem::rename(path, folder.path() + "/away");
    std::ofstream(path) << "no folder";
}

void UploadsOn::mend_store() const {
    const std::filesystem::path path = folder.path() + "/objects";
    std::filesystem::remove(path);
    std::filesystem::rename(folder.path() + "/away", path);
}

void UploadsOn::leave_half(const std::string& id, const std::string& state) {
    database.transact_as_system("test", [&](db::Tx& tx) { tx.run(kHalf, acme, id, state, clock.now()); });
    for (const auto* ending : {".png", "-preview.jpg"})
        std::ignore = objects.put("uploads/acme/" + id + ending, "half", {});
}

}  // namespace promo::tests
