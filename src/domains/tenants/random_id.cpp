#include "domains/tenants/random_id.hpp"

#include <array>
#include <string_view>

#include "core/encoding.hpp"

namespace promo::tenants {

core::TenantId random_id(core::Entropy& entropy) {
    std::array<std::byte, 6> random{};
    entropy.fill(random);
    const std::string_view bytes(reinterpret_cast<const char*>(random.data()), random.size());
    return core::TenantId("tenant_" + core::hex(bytes));
}

}  // namespace promo::tenants
