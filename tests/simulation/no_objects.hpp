#pragma once

#include <stdexcept>

#include "storage/object_store.hpp"

namespace promo::simulation {

// The simulated tenants have no pictures: whoever looks for one has got lost.
class NoObjects final : public storage::ObjectStore {
public:
    storage::PutResult put(std::string_view, std::string_view, const storage::Put&) override { refuse(); }
    std::optional<storage::Object> get(std::string_view) override { refuse(); }
    std::optional<storage::ObjectInfo> head(std::string_view) override { refuse(); }
    void remove(std::string_view) override { refuse(); }
    storage::Page list(std::string_view, std::optional<std::string>, std::size_t) override { refuse(); }
    std::string public_url(std::string_view) const override { refuse(); }
    std::string signed_url(std::string_view, core::Timestamp, std::chrono::seconds) const override { refuse(); }
    void check() override {}

private:
    [[noreturn]] static void refuse() { throw storage::StorageError("there are no files in the simulation"); }
};

}  // namespace promo::simulation
