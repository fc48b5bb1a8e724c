set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(promo_flags INTERFACE)
target_include_directories(promo_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(promo_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wimplicit-fallthrough -Werror
  -fno-omit-frame-pointer -fno-strict-aliasing -fstack-protector-strong)
# With optimisation GCC 12 sees overlapping copies in std::string's own operator+ (its bug 105329).
target_compile_options(promo_flags INTERFACE $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>)
target_compile_definitions(promo_flags INTERFACE _GLIBCXX_ASSERTIONS)

if(PROMOSTACK_SANITIZE)
  add_compile_options(-fsanitize=${PROMOSTACK_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PROMOSTACK_SANITIZE})
  if(PROMOSTACK_SANITIZE MATCHES "thread")
    # ThreadSanitizer cannot follow Asio's free-standing fences; without them it judges by the locks alone, which must suffice.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
else()
  # _FORTIFY_SOURCE hides what the sanitizers look for, so the two never meet.
  target_compile_options(promo_flags INTERFACE $<$<CONFIG:Release>:-U_FORTIFY_SOURCE>)
  target_compile_definitions(promo_flags INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
  add_compile_options(-fstack-clash-protection)
  add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
endif()
include(CheckPIESupported)
check_pie_supported()
