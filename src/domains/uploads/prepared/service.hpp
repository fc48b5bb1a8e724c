#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/id.hpp"
#include "core/metrics.hpp"
#include "darkroom/darkroom.hpp"
#include "rendering/prepared.hpp"
#include "storage/object_store.hpp"

namespace promo::uploads::prepared {

// A prepared background that stays readable as long as somebody holds this, also when its file is removed meanwhile.
using Held = std::shared_ptr<const rendering::Prepared>;

// Prepared backgrounds on this machine: mapped files of a folder, the least used removed beyond a size. What is not
// here is made from the stored picture, once, however many ask. Several processes may share the folder. Safe from any
// thread.
class Service {
public:
    struct Options {
        std::filesystem::path folder;  // made when it is missing
        std::uintmax_t most_bytes = 2ull << 30;
        std::uintmax_t most_mapped = 512ull << 20;
    };

    Service(const darkroom::Darkroom& darkroom, storage::ObjectStore& objects, core::Metrics& metrics, Options options);
    ~Service();

    // Written beside, then renamed: another process sees all of it or none. A disk that cannot be written is logged:
    // get() then keeps it in memory.
    void put(const std::string& upload, std::string_view prepared);
    // Empty: there is no such picture. Throws storage::StorageError when it is not here and the store cannot be
    // reached, and refuses what Darkroom::prepare refuses.
    Held get(const core::TenantId& tenant, const std::string& upload);

private:
    class Shelf;
    std::unique_ptr<Shelf> shelf_;
};

}  // namespace promo::uploads::prepared
